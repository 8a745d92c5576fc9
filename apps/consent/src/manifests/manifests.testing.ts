import { randomUUID } from 'node:crypto';
import { type DispatchFinishedV1, ManifestPartV1 } from '#libs/contracts';
import { dispatchFinished } from '../acts/acts.testing.ts';
import { sha256 } from '../messages.testing.ts';

/** Lines of a manifest, by ascending id. */
export function someLines(count: number, outcome = 'accepted'): string[] {
  const ids = Array.from({ length: count }, () => randomUUID()).sort();
  return ids.map((id) => `${id} ${outcome} 3\n`);
}

/** A dispatch that is over, and the parts of its manifest as *notification* hands them over. */
export function handedOver(
  lines: readonly string[],
  { linesInPart = 2, ...own }: { linesInPart?: number } & Partial<DispatchFinishedV1> = {},
): { dispatch: DispatchFinishedV1; parts: ManifestPartV1[] } {
  const manifest = sha256(lines.join(''));
  const dispatch = dispatchFinished({ manifest, audience: lines.length, ...own });
  const count = Math.max(1, Math.ceil(lines.length / linesInPart));
  const parts = Array.from({ length: count }, (_, part) =>
    partOf(dispatch, {
      part,
      parts: count,
      lines: lines.slice(part * linesInPart, (part + 1) * linesInPart).join(''),
    }),
  );
  return { dispatch, parts };
}

export function partOf(
  { dispatchId, manifest }: DispatchFinishedV1,
  own: Partial<ManifestPartV1>,
): ManifestPartV1 {
  return Object.assign(new ManifestPartV1(), { dispatchId, manifest, part: 0, parts: 1, lines: '', ...own });
}
