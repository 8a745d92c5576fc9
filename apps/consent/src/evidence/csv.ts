/** Excel takes a file for UTF-8 only when it begins so. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * What a spreadsheet would run when a cell begins so, also after a separator: opened where lists are separated by
 * semicolons, one cell of ours falls apart into several. Tab and line ends come first in some recipes too.
 */
const RUNS_AT_START = /^(?=[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r\n])/u;
const RUNS_AFTER_SEPARATOR = /([;,\t\r\n"][\s\p{Cc}]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;

/** Nothing in it has to be doubled or disarmed: nearly all cells are so, and the two rules above take their time. */
const PLAIN = /^[A-Za-z0-9/][^;,\t\r\n"]*$/;

/** One row of RFC 4180. Every cell is quoted; an apostrophe disarms what a spreadsheet would take for a formula. */
export function csvRow(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (PLAIN.test(value)) return `"${value}"`;
  return `"${disarm(value).replaceAll('"', '""')}"`;
}

/** The record of truth is the NDJSON; here an apostrophe too many does no harm. */
function disarm(text: string): string {
  return text.replaceAll(RUNS_AFTER_SEPARATOR, "$1'").replace(RUNS_AT_START, "'");
}
