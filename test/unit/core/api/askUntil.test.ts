import assert from 'node:assert/strict';
import { type CallOptions, ServiceError } from '../../../../src/core/api';
import { askUntil, type Pace } from '../../../../src/core/api/session/askUntil';
import { FakeClock } from '../../../support/fakeClock';

const PACE: Pace = { firstMs: 1_000, growth: 1, atMostMs: 1_000, withinMs: 10_000 };

/** Asks a service that takes `answerMs` for each answer, and gives up as the client does when it has less than that. */
async function asked(answerMs: number, call: CallOptions, answer: string | ServiceError = 'still there') {
  const clock = new FakeClock(60_000);
  const questions: CallOptions[] = [];
  const last = await askUntil(
    clock,
    PACE,
    call,
    async (question) => {
      questions.push(question);
      const limitMs = question.timeoutMs ?? 0;
      await clock.sleep(Math.min(answerMs, limitMs));
      if (answerMs > limitMs) throw new ServiceError('timeout', `No answer within ${limitMs} ms.`);
      if (answer instanceof ServiceError) throw answer;
      return answer;
    },
    () => false,
  );
  return { last, questions, clock };
}

describe('a question repeated until the time is up', () => {
  it('has time for its last answer too', async () => {
    const { last, questions } = await asked(200, { timeoutMs: 3_100 });
    assert.equal(last, 'still there');
    assert.deepEqual(
      questions.map(({ attempts }) => attempts),
      [1, 1, 1, 1],
    );
  });

  it('waits 15 s for an answer at most, and for the last one 5 s beyond its time', async () => {
    const { last, questions } = await asked(Infinity, { timeoutMs: 20_000 });
    assert.ok(last instanceof ServiceError);
    assert.deepEqual(
      questions.map(({ timeoutMs }) => timeoutMs),
      [15_000, 9_000],
    );
  });

  it('is not asked again where the service wants to be left alone for longer than there is time', async () => {
    const busy = new ServiceError('throttled', 'Too many requests.', { retryAfterMs: 30_000 });
    const { last, questions, clock } = await asked(0, {}, busy);
    assert.equal(last, busy);
    assert.equal(questions.length, 1);
    assert.deepEqual(clock.pauses, [0]);
  });
});
