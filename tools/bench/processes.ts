import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that came of it and still runs, by the parents that `/proc` names. */
export function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family = [pid];
  for (const each of family) family.push(...(children.get(each) ?? []));
  return family;
}

/** What a process has in memory now, in megabytes; 0 when it has ended. */
export function memoryMegabytes(pid: number): { all: number; own: number } {
  const status = read(`/proc/${pid}/status`) ?? '';
  const megabytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return { all: megabytes('VmRSS'), own: megabytes('RssAnon') };
}

/** What a process runs: the folder of a program of ours, e.g. `senders`, or `service`; else the name of its file. */
export function programOf(pid: number): string {
  const words = (read(`/proc/${pid}/cmdline`) ?? '').split('\0');
  const file = words.find((word) => /\/(main|program)\.m?[jt]s$/.test(word)) ?? words[0] ?? '';
  const [folder = '', name = file] = file.split('/').slice(-2);
  if (!/^(main|program)\./.test(name)) return name;
  return folder === 'src' ? 'service' : folder;
}

/** proc(5): the name in brackets may hold anything; after it come state and parent. */
function parentOf(pid: string): number | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text === undefined
    ? undefined
    : Number(
        text
          .slice(text.lastIndexOf(')') + 2)
          .split(' ')
          .at(1),
      );
}

/** A process may end at any moment. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
