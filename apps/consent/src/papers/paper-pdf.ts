import PDFDocument from 'pdfkit';
import type { Paper } from './paper.ts';
import { PaperFlow } from './paper-flow.ts';
import { drawable, paperFonts } from './paper-fonts.ts';
import { MARGIN, SIZES } from './paper-measures.ts';

export interface PdfFacts {
  /** Of the paper's words, e.g. `fr-CA`. */
  language: string;
  /** Who issues it. */
  author: string;
  /** Of what is told, not of the clock: the same facts are the same octets. */
  madeAt: Date;
  /** In the foot of each page. */
  foot: (page: number, pages: number) => string;
}

// The option `subset: 'PDF/UA'` of the package says the same, and adds a CIDSet that lacks the parts which accented letters are
// made of. PDF/UA-1 (7.21.4.2) wants a whole one or none.
const UNIVERSAL_ACCESS = `<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>`;

/**
 * A paper as PDF 1.7 after PDF/UA-1 (ISO 14289-1): title, language, every sign within the structure or an artifact, fonts
 * embedded, no script, form, link or attachment. The same paper and facts give the same octets.
 */
export async function paperPdf(paper: Paper, facts: PdfFacts): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'LETTER',
    margins: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    lang: facts.language,
    displayTitle: true,
    bufferPages: true,
    info: {
      Title: inXml(paper.title),
      Author: inXml(facts.author),
      Creator: 'Tidings',
      CreationDate: facts.madeAt,
      ModDate: facts.madeAt,
    },
  });
  pdf.appendXML(UNIVERSAL_ACCESS);
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => pdf.on('end', resolve).on('error', reject));
  pdf.registerFont('regular', paperFonts.regular).registerFont('bold', paperFonts.bold);
  draw(new PaperFlow(pdf), paper);
  drawFeet(pdf, facts.foot);
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

/** The package writes these into XML as they are. */
function inXml(text: string): string {
  return drawable(text).replaceAll(/[<>&]/g, ' ');
}

function draw(flow: PaperFlow, paper: Paper): void {
  flow.heading(1, paper.title);
  if (paper.lead) flow.text(paper.lead);
  for (const part of paper.parts) {
    if (part.kind === 'heading') flow.heading(part.level, part.text);
    else if (part.kind === 'text')
      flow.text(part.link ? `${part.text} (${part.link.text})` : part.text, part.isStrong);
    else if (part.kind === 'facts') flow.facts(part.about, part.facts);
    else flow.words(part.words);
  }
  flow.end();
}

/** Not a part of what is read: a screen reader knows on which page it is. */
function drawFeet(pdf: PDFKit.PDFDocument, foot: PdfFacts['foot']): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    pdf.page.margins.bottom = 0;
    pdf.markContent('Artifact', { type: 'Pagination' });
    pdf.font('regular').fontSize(SIZES.small).fillColor('#505a5f');
    const y = pdf.page.height - MARGIN.bottom / 2 - SIZES.small;
    const width = pdf.page.width - MARGIN.left - MARGIN.right;
    pdf.text(drawable(foot(page + 1, count)), MARGIN.left, y, { width, lineBreak: false });
    pdf.endMarkedContent();
  }
}
