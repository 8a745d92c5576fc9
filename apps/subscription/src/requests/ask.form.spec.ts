import { describe, expect, it } from '@jest/globals';
import type { OfferedTopic } from '../topics/offered-topic.ts';
import { readAskForm } from './ask.form.ts';

const topic = (slug: string) => ({ slug, notice: { sha256: `${slug}-notice` } }) as OfferedTopic;
const offered = [topic('plan'), topic('snow')];
const read = (body: unknown) => readAskForm(body, offered, 'en');

describe('the sign-up form', () => {
  it('takes one ticked box or several', () => {
    expect(read({ email: 'resident@example.ca', topics: 'plan' })).toMatchObject({
      topics: ['plan'],
      problems: [],
    });
    expect(read({ email: 'resident@example.ca', topics: ['plan', 'snow'] }).topics).toEqual(['plan', 'snow']);
  });

  it('ASK-3: asks for a tick when there is none, or only a topic that is not offered', () => {
    for (const topics of [undefined, [], 'closed', { plan: true }]) {
      expect(read({ email: 'resident@example.ca', topics }).problems).toEqual([
        { field: 'topics', message: 'ask.topics.missing' },
      ]);
    }
  });

  it('tells a missing address from a wrong one', () => {
    expect(read({ topics: 'plan' }).problems).toEqual([{ field: 'email', message: 'ask.email.missing' }]);
    expect(read({ topics: 'plan', email: 'a@b@c' }).problems).toEqual([
      { field: 'email', message: 'ask.email.wrong' },
    ]);
    expect(read({ topics: 'plan', email: ['a@example.ca', 'b@example.ca'] }).problems).toHaveLength(1);
  });

  it('takes how often, as it happens when nobody said, and asks again for what it does not know', () => {
    const sound = { topics: 'plan', email: 'resident@example.ca' };
    expect(read(sound)).toMatchObject({ frequency: 'as-it-happens', problems: [] });
    expect(read({ ...sound, frequency: 'weekly' })).toMatchObject({ frequency: 'weekly', problems: [] });
    for (const frequency of ['hourly', '', ['daily', 'weekly']]) {
      expect(read({ ...sound, frequency }).problems).toEqual([
        { field: 'frequency', message: 'ask.frequency.wrong' },
      ]);
    }
  });

  it('ASK-8: asks for a new tick when the words changed since the form was shown', () => {
    const sound = { topics: ['plan', 'snow'], email: 'resident@example.ca' };
    expect(read({ ...sound, notices: 'other plan-notice snow-notice' }).problems).toEqual([]);
    for (const notices of ['plan-notice', 'plan-notice snow-notic', '']) {
      expect(read({ ...sound, notices }).problems).toEqual([
        { field: 'topics', message: 'ask.notice.changed' },
      ]);
    }
  });

  it('says which address was probably meant, until the resident says that theirs is right', () => {
    const form = { topics: 'plan', email: ' Some.One+tag@GMIAL.com ' };
    expect(read(form).meant).toBe('Some.One+tag@gmail.com');
    expect(read({ ...form, 'as-typed': 'yes' }).meant).toBeUndefined();
    expect(read({ ...form, topics: [] }).meant).toBeUndefined();
    expect(read({ ...form, email: 'one@example.ca' }).meant).toBeUndefined();
  });

  it.each([null, 'text', 7, [], { email: {} }])('reads %j as an empty form', (body) => {
    expect(read(body)).toMatchObject({ email: '', topics: [] });
    expect(read(body).problems).toHaveLength(2);
  });
});
