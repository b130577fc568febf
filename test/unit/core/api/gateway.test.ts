import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { type CallOptions, mayHaveBeenAccepted, ServiceError } from '../../../../src/core/api';
import type { Gateway } from '../../../../src/core/api/wire/gateway';
import { connectionFailure } from '../../../../src/core/api/wire/failures';
import type { Call } from '../../../../src/core/api/wire/request';
import { FakeClock, settled } from '../../../support/fakeClock';
import { aGateway, creation, type Fate, KEY, question } from './support/gateway';
import { cut, refused, reply } from './support/scriptedTransport';

const fine = reply(200, { RequestId: 'R-1', Code: 'ok', Data: { Status: 'RUNNING' } });
const busy = (headers: Readonly<Record<string, string>> = {}) => reply(429, { Code: 'Throttling.User' }, headers);
const broken = reply(500, { RequestId: 'R-5', Code: 'InternalError', Message: 'no luck' });
const refusedThere = connectionFailure('gateway.example', 'ECONNREFUSED', 'connect', undefined);

/** What becomes of a call, to be looked at once time has passed. */
function outcomeOf(gateway: Gateway, call: Call, options?: CallOptions) {
  const outcome: { requestId?: string; attempts?: number | undefined; error?: ServiceError } = {};
  void gateway.call(call, options).then(
    ({ requestId, attempts }) => Object.assign(outcome, { requestId, attempts }),
    (error: unknown) => {
      assert.ok(error instanceof ServiceError);
      Object.assign(outcome, { error, attempts: error.detail.attempts });
    },
  );
  return outcome;
}

describe('a call that may be repeated', () => {
  const passing: Record<string, Fate> = {
    'the connection was cut': cut,
    'nobody answered there': refusedThere,
    'there were too many requests': busy(),
    'the service had a fault': broken,
    'a proxy answered': { status: 502, headers: new Map(), text: '<html>Bad Gateway</html>' },
    'the answer broke off': { status: 200, headers: new Map(), text: '{"RequestId":"R' },
    'the answer was empty': { status: 200, headers: new Map(), text: '' },
  };
  for (const [how, fate] of Object.entries(passing)) {
    it(`is made again when ${how}`, async () => {
      const { gateway, clock, transport } = aGateway([fate, fine]);
      const outcome = outcomeOf(gateway, question);
      await clock.advance(300);
      assert.deepEqual(outcome, { requestId: 'R-1', attempts: 2 });
      assert.deepEqual(transport.sentAt, [0, 300]);
      assert.equal(clock.waiting, 0);
    });
  }

  const final: Record<string, Fate> = {
    'the key is refused': refused('NOT_LOGIN'),
    'the session is gone': refused('InvalidMcpSession.NotFound'),
    'the service refuses': refused('Invalid.Param'),
    'the service refuses inside HTTP 200': reply(200, { Code: 'X.Y', Success: false }),
    'the endpoint redirects': reply(302, {}),
    'something else answers': { status: 200, headers: new Map(), text: '<html>Sign in to the hotel</html>' },
  };
  for (const [how, fate] of Object.entries(final)) {
    it(`is not made again when ${how}`, async () => {
      const { gateway, clock, transport } = aGateway([fate, fine]);
      const { error } = await whole(outcomeOf(gateway, question), clock);
      assert.deepEqual([error?.detail.attempts, error?.detail.action], [1, 'GetSession']);
      assert.equal(transport.requests.length, 1);
    });
  }

  it('is made four times at most, with growing pauses', async () => {
    const { gateway, clock, transport } = aGateway([broken]);
    const { error } = await whole(outcomeOf(gateway, question), clock);
    assert.deepEqual(transport.sentAt, [0, 300, 900, 2_100]);
    assert.equal(
      error?.message,
      'AgentBay refused the request: no luck (InternalError). The fault is on its side: try again later.',
    );
    assert.deepEqual(
      { ...error.detail },
      {
        httpStatus: 500,
        requestSent: true,
        code: 'InternalError',
        requestId: 'R-5',
        action: 'GetSession',
        attempts: 4,
        earlierUnclear: true,
      },
    );
  });

  it('is a new request each time: a repeated nonce would be refused', async () => {
    const { gateway, clock, transport } = aGateway([cut]);
    await whole(outcomeOf(gateway, question), clock);
    assert.equal(new Set(transport.requests.map(({ url }) => url)).size, 4);
  });

  it('is made as often as its caller says', async () => {
    const once = aGateway([cut]);
    await whole(outcomeOf(once.gateway, question, { attempts: 1 }), once.clock);
    assert.equal(once.transport.requests.length, 1);
    const seven = aGateway([cut]);
    await whole(outcomeOf(seven.gateway, question, { attempts: 7 }), seven.clock);
    assert.deepEqual(seven.clock.waits, [300, 600, 1_200, 2_400, 4_800, 5_000]);
  });

  it('waits as long as the service asks, even with HTTP 503', async () => {
    const hinted = reply(503, {}, { 'retry-after': '9' });
    const { gateway, clock } = aGateway([busy({ 'x-acs-retry-after': '1234' }), hinted, fine]);
    const outcome = await whole(outcomeOf(gateway, question), clock);
    assert.equal(outcome.attempts, 3);
    assert.deepEqual(clock.waits, [1_234, 9_000]);
  });

  it('waits until the moment the service names', async () => {
    const moment = new Date(new FakeClock().now() + 30_000).toUTCString();
    const { gateway, clock } = aGateway([busy({ 'retry-after': moment }), fine]);
    const untilThen = Date.parse(moment) - clock.now();
    assert.equal((await whole(outcomeOf(gateway, question), clock)).attempts, 2);
    assert.deepEqual(clock.waits, [untilThen]);
  });

  it('fails at once, saying for how long, when the service asks for more time than there is', async () => {
    const { gateway, clock, transport } = aGateway([busy({ 'retry-after': '60' }), fine]);
    const { error } = await whole(outcomeOf(gateway, question), clock, 0);
    assert.deepEqual([error?.kind, error?.detail.retryAfterMs, error?.detail.attempts], ['throttled', 60_000, 1]);
    assert.match(error?.message ?? '', /Wait 60 s and try again\.$/);
    assert.equal(transport.requests.length, 1);
  });

  it('is not kept waiting by one dead connection', async () => {
    const { gateway, clock, transport } = aGateway(['silence', fine]);
    assert.equal((await whole(outcomeOf(gateway, question), clock)).attempts, 2);
    assert.deepEqual(transport.sentAt, [0, 20_300]);
  });

  it('ends with its time, and says how long that was and how often it was tried', async () => {
    const { gateway, clock, transport } = aGateway(['silence']);
    const outcome = outcomeOf(gateway, question);
    await clock.advance(59_999);
    assert.deepEqual(outcome, {});
    await clock.advance(1);
    assert.equal(outcome.error?.kind, 'timeout');
    assert.equal(
      outcome.error.message,
      'AgentBay at gateway.example did not answer within 60 s, asked 3 times. Check the network and try again.',
    );
    assert.deepEqual(transport.sentAt, [0, 20_300, 40_900]);
    assert.equal(clock.waiting, 0);
  });

  it('keeps to the time its caller gives it, pauses included', async () => {
    const { gateway, clock } = aGateway([cut, 'silence']);
    const outcome = outcomeOf(gateway, question, { timeoutMs: 2_000 });
    await clock.advance(2_000);
    assert.match(outcome.error?.message ?? '', /within 2 s, asked 2 times/);
  });

  it('does not pause for an attempt that its time would not reach', async () => {
    const { gateway, clock } = aGateway([cut]);
    const outcome = outcomeOf(gateway, question, { timeoutMs: 900 });
    await clock.advance(300);
    assert.deepEqual([outcome.error?.kind, outcome.attempts], ['network', 2]);
  });

  it('gives its only attempt all of the time', async () => {
    const { gateway, clock } = aGateway(['silence']);
    const outcome = outcomeOf(gateway, question, { attempts: 1 });
    await clock.advance(59_999);
    assert.deepEqual(outcome, {});
    await clock.advance(1);
    assert.match(outcome.error?.message ?? '', /did not answer within 60 s\. Check/);
  });

  it('may have been done by an earlier attempt, whatever became of the last', async () => {
    for (const last of [refusedThere, busy(), refused('X.Y')]) {
      const { gateway, clock } = aGateway([cut, last]);
      const { error } = await whole(outcomeOf(gateway, question, { attempts: 2 }), clock);
      assert.ok(error && mayHaveBeenAccepted(error), error?.kind);
    }
    const { gateway, clock } = aGateway([refusedThere, busy(), refused('X.Y')]);
    const { error } = await whole(outcomeOf(gateway, question), clock);
    assert.equal(error?.detail.attempts, 3);
    assert.ok(!mayHaveBeenAccepted(error));
  });
});

describe('a call that must not be done twice', () => {
  const open: Record<string, Fate> = {
    'the connection was cut': cut,
    'the service had a fault': broken,
    'the service had a fault and asks to wait': reply(503, {}, { 'retry-after': '1' }),
    'a proxy answered': { status: 502, headers: new Map(), text: '<html>Bad Gateway</html>' },
    'the answer broke off': { status: 200, headers: new Map(), text: '{"RequestId":"R' },
    'no answer came': 'silence',
  };
  for (const [how, fate] of Object.entries(open)) {
    it(`is not made again when ${how}`, async () => {
      const { gateway, clock, transport } = aGateway([fate, fine]);
      const { error } = await whole(outcomeOf(gateway, creation), clock);
      assert.equal(transport.requests.length, 1);
      assert.deepEqual([error?.detail.action, error?.detail.attempts], ['CreateMcpSession', 1]);
      assert.ok(error && mayHaveBeenAccepted(error));
    });
  }

  const turnedAway: Record<string, Fate> = {
    'nobody answered there': refusedThere,
    'the name could not be looked up': connectionFailure('x', 'EAI_AGAIN', 'getaddrinfo', undefined),
    'there is no network': connectionFailure('x', 'ENETUNREACH', 'connect', undefined),
    'there were too many requests': busy(),
    'there were too many requests, by the code alone': refused('Throttling.User', 503),
  };
  for (const [how, fate] of Object.entries(turnedAway)) {
    it(`is made again when it was provably not taken: ${how}`, async () => {
      const { gateway, clock, transport } = aGateway([fate, fine]);
      assert.equal((await whole(outcomeOf(gateway, creation), clock)).attempts, 2);
      assert.equal(transport.requests.length, 2);
    });
  }

  it('is not made a third time when the second may have been taken', async () => {
    const { gateway, clock, transport } = aGateway([refusedThere, cut, fine]);
    const { error } = await whole(outcomeOf(gateway, creation), clock);
    assert.deepEqual([error?.detail.attempts, transport.requests.length], [2, 2]);
  });

  it('may take all of the time', async () => {
    const { gateway, clock } = aGateway(['silence']);
    const outcome = outcomeOf(gateway, creation);
    await clock.advance(59_999);
    assert.deepEqual(outcome, {});
  });
});

describe('a call that is stopped', () => {
  it('ends at once in a pause, and was not sent when nothing was', async () => {
    const stop = new AbortController();
    const { gateway, clock, transport } = aGateway([refusedThere, fine]);
    const outcome = outcomeOf(gateway, creation, { signal: stop.signal });
    await clock.advance(100);
    stop.abort();
    await settled();
    assert.deepEqual([outcome.error?.kind, outcome.attempts, transport.requests.length], ['aborted', 1, 1]);
    assert.ok(outcome.error && !mayHaveBeenAccepted(outcome.error));
    assert.equal(clock.waiting, 0);
  });

  it('ends at once in a pause, and may have been done when the attempt before was left open', async () => {
    const stop = new AbortController();
    const { gateway, clock } = aGateway([cut, fine]);
    const outcome = outcomeOf(gateway, question, { signal: stop.signal });
    await clock.advance(100);
    stop.abort();
    await settled();
    assert.ok(outcome.error && mayHaveBeenAccepted(outcome.error));
  });

  it('ends at once in an attempt, and may have been done', async () => {
    const stop = new AbortController();
    const { gateway, clock } = aGateway(['silence']);
    const outcome = outcomeOf(gateway, question, { signal: stop.signal });
    await settled();
    stop.abort();
    await settled();
    assert.deepEqual([outcome.error?.kind, outcome.attempts, clock.waiting], ['aborted', 1, 0]);
    assert.ok(outcome.error && mayHaveBeenAccepted(outcome.error));
  });

  it('makes no attempt when it was stopped before', async () => {
    const { gateway, clock, transport } = aGateway([fine]);
    const { error } = await whole(outcomeOf(gateway, question, { signal: AbortSignal.abort() }), clock);
    assert.deepEqual([error?.kind, error?.detail.action], ['aborted', 'GetSession']);
    assert.ok(error && !('attempts' in error.detail) && !mayHaveBeenAccepted(error));
    assert.equal(transport.requests.length, 0);
  });

  it('ends with the gateway, in an attempt and in a pause; later ones are not made', async () => {
    const { gateway, clock, transport } = aGateway([cut, 'silence']);
    const first = outcomeOf(gateway, question);
    await settled();
    const second = outcomeOf(gateway, question);
    await settled();
    gateway.dispose();
    await settled();
    const third = outcomeOf(gateway, question);
    await settled();
    for (const { error } of [first, second, third]) {
      assert.equal(error?.message, 'This connection to AgentBay has been closed.');
      assert.equal(error.kind, 'aborted');
    }
    assert.deepEqual([first.attempts, second.attempts, third.attempts], [1, 1, undefined]);
    assert.deepEqual([transport.requests.length, transport.isDisposed, clock.waiting], [2, true, 0]);
  });

  it('does not wait for a key that nobody gives', async () => {
    const stop = new AbortController();
    const { gateway, transport } = aGateway([fine], { apiKey: () => new Promise(() => undefined) });
    const outcome = outcomeOf(gateway, question, { signal: stop.signal });
    await settled();
    stop.abort();
    await settled();
    assert.deepEqual([outcome.error?.kind, outcome.error?.detail.requestSent], ['aborted', false]);
    const other = outcomeOf(gateway, question);
    await settled();
    gateway.dispose();
    await settled();
    const late = outcomeOf(gateway, question);
    await settled();
    for (const { error } of [other, late]) assert.match(error?.message ?? '', /has been closed/);
    assert.equal(transport.requests.length, 0);
  });

  it('leaves nothing listening on its signal', async () => {
    const { signal } = new AbortController();
    let listening = 0;
    const watched: Pick<AbortSignal, 'aborted' | 'addEventListener' | 'removeEventListener'> = {
      aborted: signal.aborted,
      addEventListener: () => (listening += 1),
      removeEventListener: () => (listening -= 1),
    };
    const { gateway, clock } = aGateway([cut, busy(), fine]);
    await whole(outcomeOf(gateway, question, { signal: watched as AbortSignal }), clock);
    assert.equal(listening, 0);
  });
});

describe('a call that cannot be', () => {
  for (const [options, words] of [
    [{ attempts: 0 }, /attempts must be a whole number/],
    [{ attempts: 1.5 }, /attempts must be a whole number/],
    [{ timeoutMs: 0 }, /time limit of a call must be more than 0/],
    [{ timeoutMs: Number.NaN }, /time limit of a call must be more than 0/],
  ] as const) {
    it(`is refused: ${inspect(options)}`, async () => {
      const { gateway, clock, transport } = aGateway([fine]);
      const { error } = await whole(outcomeOf(gateway, question, options), clock);
      assert.equal(error?.kind, 'badInput');
      assert.match(error.message, words);
      assert.equal(transport.requests.length, 0);
    });
  }

  it('lets a mistake of our own through as one', async () => {
    const { gateway } = aGateway([new TypeError('our mistake')]);
    await assert.rejects(gateway.call(question), TypeError);
  });
});

describe('the key', () => {
  it('is read once for each call, and the person may take their time', async () => {
    let reads = 0;
    const { gateway, clock, transport } = aGateway([cut, fine], {
      apiKey: async () => {
        reads += 1;
        await clock.sleep(90_000);
        return KEY;
      },
    });
    const outcome = outcomeOf(gateway, question);
    await clock.advance(90_300);
    assert.deepEqual([outcome.attempts, reads], [2, 1]);
    assert.deepEqual(transport.sentAt, [90_000, 90_300]);
  });

  it('is missing: nothing is sent, nothing counted, and the reason is kept', async () => {
    const reason = new Error('keychain locked');
    for (const apiKey of [() => ' ', () => Promise.reject(reason)]) {
      const { gateway, clock, transport, log } = aGateway([fine], { apiKey });
      const { error } = await whole(outcomeOf(gateway, question), clock);
      assert.deepEqual(
        [error?.kind, error?.detail.action, error?.detail.requestSent],
        ['unauthorised', 'GetSession', false],
      );
      assert.ok(error && !('attempts' in error.detail));
      assert.equal(transport.requests.length, 0);
      assert.deepEqual(log.lines, ['warn GetSession: no answer, 0 ms, unauthorised']);
    }
  });

  for (const key of ['akm-密钥', 'akm-1\nakm-2', `akm-${String.fromCharCode(0xd800)}abcdef`]) {
    it(`is not sent when it is none: ${JSON.stringify(key)}`, async () => {
      const { gateway, clock, transport } = aGateway([fine], { apiKey: () => key });
      const { error } = await whole(outcomeOf(gateway, question), clock);
      assert.equal(error?.kind, 'unauthorised');
      assert.match(error.message, /characters that no key has.*Set the API key again/);
      assert.equal(transport.requests.length, 0);
    });
  }

  it('is in no error and no log line, though each carries all there is to know', async () => {
    const quoted = (status: number) =>
      reply(status, { Code: 'X', Message: `Bearer ${KEY} / ${encodeURIComponent(KEY)}` });
    const leaky = Object.assign(new Error(`request to https://gateway.example/?key=${KEY} failed`), { url: KEY });
    const escaped = `{"Code":"X","Message":"${KEY.replaceAll('/', '\\/')} / "}`;
    const fates: Fate[] = [
      quoted(400),
      { status: 400, headers: new Map(), text: escaped },
      quoted(500),
      connectionFailure('gateway.example', 'ECONNRESET', 'read', leaky),
      connectionFailure('gateway.example', '', undefined, leaky),
      { status: 200, headers: new Map(), text: `<p>${KEY}</p>` },
      'silence',
    ];
    for (const fate of fates) {
      const { gateway, clock, log } = aGateway([fate]);
      const { error } = await whole(outcomeOf(gateway, question), clock);
      assert.ok(error);
      const seen = [error, log.lines, gateway].map((value) => inspect(value, { depth: Infinity, showHidden: true }));
      for (const part of [KEY, encodeURIComponent(KEY), 'canary']) assert.ok(!seen.join().includes(part), seen.join());
    }
  });
});

describe('the log', () => {
  it('has a line for each attempt, and a line break in none', async () => {
    const odd = reply(500, { RequestId: 'R\n1', Code: 'A\nB' });
    const { gateway, clock, log } = aGateway([cut, odd, fine]);
    await whole(outcomeOf(gateway, { ...question, label: 'GetSession s-1' }), clock);
    assert.deepEqual(log.lines, [
      'warn GetSession s-1: no answer, 0 ms, network',
      'warn GetSession s-1: HTTP 500, request R?1, 0 ms, service A?B',
      'debug GetSession s-1: HTTP 200, request R-1, 0 ms',
    ]);
  });
});

/** Lets time pass until the call is over. */
async function whole<T extends { requestId?: string; error?: ServiceError }>(
  outcome: T,
  clock: { advance(ms: number): Promise<void> },
  mostMs = 120_000,
): Promise<T> {
  await clock.advance(mostMs);
  assert.ok(outcome.requestId !== undefined || outcome.error, 'the call is over');
  return outcome;
}
