import type { Statement } from '../dispatch/statement.query.ts';

const OUTCOMES = ['suppressed', 'failed', 'uncertain'] as const;

/** The statement as a program reads it. Nothing in it is about one resident. */
export function statementJson(statement: Statement): string {
  return `${JSON.stringify(statement, null, 2)}\n`;
}

/** As a spreadsheet reads it (RFC 4180): a line for each number. Codes and words hold neither commas nor quotes; it is looked at. */
export function statementCsv(statement: Statement): string {
  const { audience, accepted, suppressed, failed, uncertain, toDo, inDigests, paused } = statement;
  const totals = Object.entries({
    audience,
    accepted,
    suppressed,
    failed,
    uncertain,
    toDo,
    inDigests,
    paused,
  });
  const reasons = OUTCOMES.flatMap((outcome) =>
    statement.reasons[outcome].map(({ reason, count }) => [outcome, reason, count] as const),
  );
  const lines = [
    ['outcome', 'reason', 'residents'],
    ...totals.map(([name, count]) => [name, '', count]),
    ...reasons,
  ];
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** PROOF-4: what a spreadsheet would run is quoted. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
