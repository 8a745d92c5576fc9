import type { PaperFact, PaperWords } from './paper.ts';
import { drawable } from './paper-fonts.ts';
import { GAP, KEPT_TOGETHER, MARGIN, NAMES_PART, SIZES } from './paper-measures.ts';

type Structure = PDFKit.PDFStructureElement;
/** The `scope` of a header cell, which the package's types leave out. */
type Options = PDFKit.Mixins.StructureElementOptions & { scope?: 'Row' | 'Column' | 'Both' };

/** Draws one thing below the other, each within the document's structure. */
export class PaperFlow {
  readonly #root: Structure;
  readonly #width: number;

  constructor(private readonly pdf: PDFKit.PDFDocument) {
    this.#root = pdf.struct('Document');
    pdf.addStructure(this.#root);
    this.#width = pdf.page.width - MARGIN.left - MARGIN.right;
  }

  heading(level: 1 | 2 | 3, words: string): void {
    const { pdf } = this;
    this.#keep(KEPT_TOGETHER);
    if (level > 1 && pdf.y > MARGIN.top) pdf.y += level === 2 ? 12 : GAP;
    this.#add(this.#root, `H${level}`, () => this.#write(words, { size: SIZES[level], isBold: true }));
    if (level > 1) pdf.outline.addItem(drawable(words));
    pdf.y += GAP;
  }

  text(words: string, isStrong = false): void {
    this.#add(this.#root, 'P', () => this.#write(words, { isBold: isStrong }));
    this.pdf.y += GAP;
  }

  /** A table of names and values: a header cell for each row is what a screen reader tells with the value. */
  facts(about: string, facts: readonly PaperFact[]): void {
    const table = this.#part(this.#root, 'Table', { title: drawable(about) });
    for (const fact of facts) this.#row(table, fact);
    this.pdf.y += GAP;
  }

  words({ language, lines, hash }: PaperWords): void {
    const indent = 14;
    const quote = this.#part(this.#root, 'BlockQuote', language === undefined ? {} : { lang: language });
    for (const line of lines) {
      this.#add(quote, 'P', () => this.#write(line, { indent }));
      this.pdf.y += GAP;
    }
    this.#add(this.#root, 'P', () => this.#write(hash, { indent, size: SIZES.small }));
    this.pdf.y += GAP;
  }

  end(): void {
    this.#root.end();
  }

  #row(table: Structure, { name, value }: PaperFact): void {
    const { pdf } = this;
    const names = this.#width * NAMES_PART;
    const rest = { indent: names + GAP };
    this.#keep(Math.max(this.#height(name, { width: names, isBold: true }), this.#height(value, rest)) + GAP);
    const [top, page] = [pdf.y, pdf.page];
    const row = this.#part(table, 'TR');
    this.#add(row, 'TH', () => this.#write(name, { width: names, isBold: true }), { scope: 'Row' });
    const below = pdf.y;
    pdf.y = top;
    this.#add(row, 'TD', () => this.#write(value, rest));
    // A value that is longer than a page ends on another one.
    if (pdf.page === page) pdf.y = Math.max(below, pdf.y);
    this.#rule();
  }

  #rule(): void {
    const { pdf } = this;
    const y = pdf.y + GAP / 3;
    pdf.markContent('Artifact', { type: 'Layout' });
    pdf.moveTo(MARGIN.left, y).lineTo(MARGIN.left + this.#width, y);
    pdf.lineWidth(0.5).stroke('#b1b4b6');
    pdf.endMarkedContent();
    pdf.y = y + (GAP * 2) / 3;
  }

  #part(parent: Structure, type: string, options: Options = {}): Structure {
    const part = this.pdf.struct(type, options);
    parent.add(part);
    return part;
  }

  /** Draws within a new element; it is drawn at once, as its parent is a part of the document already. */
  #add(parent: Structure, type: string, drawing: () => void, options: Options = {}): void {
    parent.add(this.pdf.struct(type, options, drawing));
  }

  /** @param style `indent` from the left margin in points; `width` else reaches to the right one. */
  #write(words: string, style: Style): void {
    this.#style(style).fillColor('#0b0c0c');
    // The last space keeps words apart for who takes the text out line by line.
    this.pdf.text(`${drawable(words)} `, MARGIN.left + (style.indent ?? 0), this.pdf.y, {
      width: this.#widthOf(style),
    });
  }

  #height(words: string, style: Style): number {
    return this.#style(style).heightOfString(`${drawable(words)} `, { width: this.#widthOf(style) });
  }

  #style({ size = SIZES.body, isBold = false }: Style): PDFKit.PDFDocument {
    return this.pdf.font(isBold ? 'bold' : 'regular').fontSize(size);
  }

  #widthOf({ indent = 0, width = this.#width - indent }: Style): number {
    return width;
  }

  /** Goes to the next page when less than this is left, unless a whole page has not so much. */
  #keep(height: number): void {
    const { pdf } = this;
    const bottom = pdf.page.height - MARGIN.bottom;
    if (pdf.y + height > bottom && height < bottom - MARGIN.top) pdf.addPage();
  }
}

interface Style {
  size?: number;
  isBold?: boolean;
  indent?: number;
  width?: number;
}
