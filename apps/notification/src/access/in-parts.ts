import type { HeldTable } from '#libs/contracts';

/** A message of so many rows has about 200 kB: Redis and a consumer hold it without trouble. */
const ROWS = 500;

/** Divides tables so that no part has more than `rows` rows. There is always one part: that nothing is held is an answer too. */
export function inParts(tables: HeldTable[], rows = ROWS): HeldTable[][] {
  const parts: HeldTable[][] = [[]];
  let room = rows;
  for (const { name, rows: all } of tables) {
    for (let start = 0; start < Math.max(all.length, 1); ) {
      if (room === 0) {
        parts.push([]);
        room = rows;
      }
      const slice = all.slice(start, start + room);
      parts.at(-1)?.push({ name, rows: slice });
      room -= slice.length;
      start += Math.max(slice.length, 1);
    }
  }
  return parts;
}
