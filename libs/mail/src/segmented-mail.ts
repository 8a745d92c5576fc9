import { createHash } from 'node:crypto';
import type { ComposedMail } from './mail.ts';
import { Segments } from './segments.ts';
import { type SlotShape, UnfitValue } from './slot-shape.ts';

/** How the octets leave: with dots doubled as DATA wants it, or as they are, as BDAT wants it. */
export type WireForm = 'stuffed' | 'plain';

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
  readonly #forms: Record<WireForm, Segments<Slot>>;

  private constructor(
    private readonly shapes: Record<Slot, SlotShape>,
    template: string,
    marks: Record<Slot, string>,
  ) {
    this.#forms = {
      plain: Segments.cut(template, marks),
      stuffed: Segments.cut(template.replaceAll(/^\./gm, '..'), marks),
    };
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
    const check = samplesOf(shapes, other);
    const { content } = await compose(check, boundary);
    if (!mail.fill(check, 'plain').equals(content)) throw new Error('a slot changes what is around it');
    return mail;
  }

  /**
   * RFC 5322 octets that end in CRLF, without a final dot: one buffer of exactly their size.
   * @throws UnfitValue for a value that is not of its slot's shape.
   */
  fill(values: Record<Slot, string>, form: WireForm): Buffer {
    return this.#forms[form].fill(written(this.shapes, values));
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

function samplesOf<Slot extends string>(shapes: Record<Slot, SlotShape>, seed: string): Record<Slot, string> {
  const samples = {} as Record<Slot, string>;
  for (const slot in shapes) samples[slot] = shapes[slot].sample(`${slot} ${seed}`);
  return samples;
}

function hash(use: string, content: Buffer): string {
  return createHash('sha256').update(use).update(content).digest('hex').slice(0, 32);
}
