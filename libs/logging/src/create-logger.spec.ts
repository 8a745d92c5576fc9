import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from './create-logger.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  write(createLogger('consent', 'info', destination));
  return text;
}

describe('the log', () => {
  it('is JSON lines that name the service', () => {
    const line = JSON.parse(logged((logger) => logger.info({ kind: 'x' }, 'taken')));
    expect(line).toMatchObject({ service: 'consent', kind: 'x', msg: 'taken' });
  });

  it('ABUSE-5: an error shows its kind, code and frames, never the values that drivers put into it', () => {
    const cause = Object.assign(new Error('Key (address)=(resident@example.ca) already exists'), {
      code: '23505',
      detail: 'resident@example.ca',
    });
    const err = Object.assign(new Error('insert of resident@example.ca failed', { cause }), {
      parameters: ['resident@example.ca'],
      query: "INSERT … 'resident@example.ca'",
    });
    const text = logged((logger) => logger.error({ err }, 'failed'));
    expect(text).not.toContain('resident@example.ca');
    expect(JSON.parse(text).err).toMatchObject({ type: 'Error', cause: { code: '23505' } });
    expect(JSON.parse(text).err.frames.length).toBeGreaterThan(0);
  });

  it('ABUSE-5: shows nothing of what is thrown that is no error', () => {
    expect(logged((logger) => logger.error({ err: 'resident@example.ca' }, 'failed'))).not.toContain(
      'resident',
    );
  });
});
