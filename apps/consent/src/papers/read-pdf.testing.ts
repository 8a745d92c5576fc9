import { getDocumentProxy } from 'unpdf';

/** A PDF as software that did not write it reads it. */
export interface ReadPdf {
  language: string | undefined;
  title: string | undefined;
  /** Of the document as a whole, XML. */
  metadata: string;
  isTagged: boolean;
  pages: number;
  /** In the order of the structure, e.g. `H1: Why did …`, in another language `P[fr]: …`; of a table `TR: name | value`. */
  read: string[];
  /** Text that is in no element of the structure. */
  outside: string[];
  outline: string[];
  /** What could do something: scripts, forms, links, attachments. */
  active: unknown[];
}

interface Node {
  role?: string;
  lang?: string;
  children?: Node[];
  type?: string;
  id?: string;
}

export async function readPdf(pdf: Buffer): Promise<ReadPdf> {
  const document = await getDocumentProxy(new Uint8Array(pdf));
  const { info, metadata } = await document.getMetadata();
  const read: string[] = [];
  const outside: string[] = [];
  const active: unknown[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const marked = await markedTexts(page);
    outside.push(...(marked.get('') ?? []));
    for (const line of lines((await page.getStructTree()) as Node, marked)) read.push(line);
    active.push(...(await page.getAnnotations()));
  }
  active.push(
    ...[await document.getJSActions(), await document.getAttachments(), await document.getFieldObjects()],
  );
  const facts = info as { Language?: string; Title?: string };
  const result = {
    language: facts.Language,
    title: facts.Title,
    metadata: metadata?.getRaw() ?? '',
    isTagged: (await document.getMarkInfo())?.Marked === true,
    pages: document.numPages,
    read,
    outside,
    outline: ((await document.getOutline()) ?? []).map(({ title }) => title),
    active: active.filter((each) => each !== null && each !== undefined),
  };
  await document.loadingTask.destroy();
  return result;
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocumentProxy>>['getPage']>>;

/** Texts by the id that the structure names them by; under '' what no element names. */
async function markedTexts(page: Page): Promise<Map<string, string[]>> {
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  const texts = new Map<string, string[]>();
  const open: string[] = [];
  for (const item of items as { type?: string; id?: string; tag?: string; str?: string }[]) {
    if (item.type?.startsWith('beginMarkedContent'))
      open.push(item.tag === 'Artifact' ? 'artifact' : (item.id ?? ''));
    else if (item.type === 'endMarkedContent') open.pop();
    else if (item.str?.trim()) {
      const id = open.at(-1) ?? '';
      texts.set(id, [...(texts.get(id) ?? []), item.str]);
    }
  }
  return texts;
}

function lines(node: Node | null, texts: Map<string, string[]>, above = ''): string[] {
  if (!node) return [];
  const { role = '', children = [] } = node;
  const language = node.lang ? `[${node.lang}]` : above;
  if (role === 'TR') return [`TR: ${children.map((cell) => textOf(cell, texts)).join(' | ')}`];
  const own = children.filter(({ type }) => type === 'content');
  const below = children.flatMap((child) => lines(child, texts, language));
  if (own.length === 0) return below;
  return [`${role}${language}: ${textOf(node, texts)}`, ...below];
}

function textOf({ id, children = [] }: Node, texts: Map<string, string[]>): string {
  const own = id === undefined ? '' : (texts.get(id) ?? []).join(' ');
  return [own, ...children.map((child) => textOf(child, texts))].join(' ').replaceAll(/\s+/g, ' ').trim();
}
