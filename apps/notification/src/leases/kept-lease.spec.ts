import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { KeptLease } from './kept-lease.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const SECONDS = 30;
const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);

describe('a lease that is kept', () => {
  it('lives for as long as it is renewed', async () => {
    using lease = new KeptLease(async () => true, SECONDS);
    await pass(300);
    expect(lease.isLost).toBe(false);
  });

  it('SEND-3: is lost when somebody else has it', async () => {
    using lease = new KeptLease(async () => false, SECONDS);
    await pass(11);
    expect(lease.isLost).toBe(true);
  });

  it('SEND-3: survives a database that is away for a moment, and not for its whole length', async () => {
    let isAway = true;
    using lease = new KeptLease(async () => {
      if (isAway) throw new Error('away');
      return true;
    }, SECONDS);
    await pass(25);
    expect(lease.isLost).toBe(false);
    isAway = false;
    await pass(25);
    expect(lease.isLost).toBe(false);
    isAway = true;
    await pass(41);
    expect(lease.isLost).toBe(true);
  });

  it('is renewed no more once its work is over', async () => {
    let renewals = 0;
    {
      using _ = new KeptLease(async () => {
        renewals += 1;
        return true;
      }, SECONDS);
      await pass(11);
    }
    await pass(100);
    expect(renewals).toBe(1);
  });
});
