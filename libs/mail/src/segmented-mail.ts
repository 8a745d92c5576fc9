import { createHash, type Hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { relaxedBody, type Signable, signableOf, signedFields, splitMail } from '#libs/dkim';
import { type ContentForm, checkContent } from './content-guard.ts';
import type { ComposedMail } from './mail.ts';
import { Segments } from './segments.ts';
import { type SlotShape, UnfitValue } from './slot-shape.ts';

/** @param boundary goes into the mail's `boundary`. */
export type Compose<Slot extends string> = (
  values: Record<Slot, string>,
  boundary: string,
) => Promise<ComposedMail>;

/**
 * One mail with holes: its constants are rendered, encoded and checked once, by `composeMail`; per resident only slots are
 * filled. What `fill` returns is octet for octet what `composeMail` would have returned for the same values.
 */
export class SegmentedMail<Slot extends string> {
  readonly #forms: Record<ContentForm, Segments<Slot>>;
  /** What of the header is signed: which fields is the same for all, and each is canonical but for its slots. */
  readonly #signedNames: readonly string[];
  readonly #signedText: Segments<Slot>;
  readonly #relaxedBody: Segments<Slot>;
  /** Of what comes before the body's first slot. */
  readonly #begunHash: Hash;

  private constructor(
    private readonly shapes: Record<Slot, SlotShape>,
    template: string,
    marks: Record<Slot, string>,
  ) {
    this.#forms = {
      plain: Segments.cut(template, marks),
      stuffed: Segments.cut(template.replaceAll(/^\./gm, '..'), marks),
    };
    const { header, body } = splitMail(template);
    const { names, text } = signedFields(header);
    this.#signedNames = names;
    this.#signedText = Segments.cut(text, relaxed(marks));
    // What is written into a body has no white space: relaxing it first and filling it then comes to the same.
    this.#relaxedBody = Segments.cut(relaxedBody(body), marks);
    this.#begunHash = createHash('sha256').update(this.#relaxedBody.head);
  }

  /**
   * Composes the mail with samples in its slots, and cuts it there. A second mail with other samples must come out as
   * composed, or nothing is cut: so it is known that the values change nothing around them.
   * @throws Error when a slot has no place in the mail, or when its value changes more than its own place.
   */
  static async cut<Slot extends string>(
    shapes: Record<Slot, SlotShape>,
    compose: Compose<Slot>,
  ): Promise<SegmentedMail<Slot>> {
    const blank = await compose(samplesOf(shapes, ''), 'blank');
    // Hashes of the mail: nobody can write into a mail what stands for its slots or ends its parts.
    const [one, other, boundary] = ['one', 'other', 'boundary'].map((use) => hash(use, blank.content));
    if (!one || !other || !boundary) throw new Error('there are three of them');
    const samples = samplesOf(shapes, one);
    const template = await compose(samples, boundary);
    const marks = written(shapes, samples);
    const mail = new SegmentedMail(shapes, template.content.toString('latin1'), marks);
    for (const slot in shapes) {
      if (!mail.#forms.plain.has(slot)) throw new Error(`the mail has no place for ${slot}`);
    }
    const check = samplesOf(shapes, other);
    const { content } = await compose(check, boundary);
    if (!mail.fill(check, 'plain').equals(content)) throw new Error('a slot changes what is around it');
    const widest = {} as Record<Slot, string>;
    for (const slot in shapes) widest[slot] = shapes[slot].widest;
    for (const form of ['plain', 'stuffed'] as const) checkContent(mail.fill(widest, form), form);
    if (!isDeepStrictEqual(mail.signable(check), signableOf(content))) {
      throw new Error('a slot changes how the mail is signed');
    }
    return mail;
  }

  /**
   * RFC 5322 octets that end in CRLF, without a final dot: one buffer of exactly their size. `checkContent` has looked at what stands
   * between the slots when it was cut, and would find nothing in what fits them: no line end, no dot that begins a line, and other
   * octets than ASCII only where the envelope says so.
   * @param head whole lines that come before all others.
   * @throws UnfitValue for a value that is not of its slot's shape.
   */
  fill(values: Record<Slot, string>, form: ContentForm, head = ''): Buffer {
    return this.#forms[form].fill(written(this.shapes, values), head);
  }

  /**
   * What `signableOf` returns for the filled mail; the body before its first slot was hashed once for all.
   * @throws UnfitValue
   */
  signable(values: Record<Slot, string>): Signable {
    const texts = written(this.shapes, values);
    const hash = this.#begunHash.copy();
    for (const part of this.#relaxedBody.tail(texts)) hash.update(part);
    const text = this.#signedText.fill(relaxed(texts)).toString('latin1');
    return { fields: { names: this.#signedNames, text }, bodyHash: hash.digest() };
  }
}

function written<Slot extends string>(
  shapes: Record<Slot, SlotShape>,
  values: Record<Slot, string>,
): Record<Slot, string> {
  const all = {} as Record<Slot, string>;
  for (const slot in shapes) {
    const text = shapes[slot].written(values[slot]);
    if (text === undefined) throw new UnfitValue(slot);
    all[slot] = text;
  }
  return all;
}

/** As it stands in a canonical field: an address is written with the white space before it. */
function relaxed<Slot extends string>(texts: Record<Slot, string>): Record<Slot, string> {
  const all = { ...texts };
  for (const slot in all) all[slot] = all[slot].trim() as Record<Slot, string>[typeof slot];
  return all;
}

function samplesOf<Slot extends string>(shapes: Record<Slot, SlotShape>, seed: string): Record<Slot, string> {
  const samples = {} as Record<Slot, string>;
  for (const slot in shapes) samples[slot] = shapes[slot].sample(`${slot} ${seed}`);
  return samples;
}

function hash(use: string, content: Buffer): string {
  return createHash('sha256').update(use).update(content).digest('hex').slice(0, 32);
}
