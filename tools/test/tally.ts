import { existsSync, readFileSync } from 'node:fs';

/** What of Jest's report is counted. */
export interface JestReport {
  testResults: {
    name: string;
    status: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

const RAN = new Set(['passed', 'failed']);

/** Counts of one run. Lint, types and import rules count as one each; a test file that cannot be loaded has failed. */
export class Tally {
  passed = 0;
  failed = 0;
  /** What failed and is no test of Jest's, which tells its own. */
  readonly complaints: string[] = [];
  readonly namesOfSkipped: string[] = [];

  pass(): void {
    this.passed += 1;
  }

  fail(complaint: string): void {
    this.failed += 1;
    this.complaints.push(complaint);
  }

  /** @returns how many tests were found. */
  addReport(report: JestReport): number {
    let found = 0;
    for (const file of report.testResults) {
      const failed = file.assertionResults.filter(({ status }) => status === 'failed').length;
      const passed = file.assertionResults.filter(({ status }) => status === 'passed').length;
      this.passed += passed;
      this.failed += failed;
      this.namesOfSkipped.push(
        ...file.assertionResults.filter(({ status }) => !RAN.has(status)).map(({ fullName }) => fullName),
      );
      found += file.assertionResults.length;
      // A file that could not be loaded, or whose own setup failed, has failed without naming a test.
      if (file.status === 'failed' && failed === 0) this.failed += 1;
    }
    return found;
  }

  get exitCode(): number {
    return this.failed > 0 || this.passed === 0 ? 1 : 0;
  }

  toString(): string {
    return `${this.passed} passed, ${this.failed} failed, ${this.namesOfSkipped.length} skipped`;
  }
}

export function readReport(file: string): JestReport | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as JestReport) : undefined;
}
