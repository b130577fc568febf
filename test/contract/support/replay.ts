import assert from 'node:assert/strict';
import { AgentBay, type ServiceError } from '../../../src/core/api';
import { FakeClock } from '../../support/fakeClock';
import { recordings } from './recording';
import { type Seen, startService } from './service';

/** What a caller sees of a result, without the objects. */
export type Outcome = Record<string, unknown>;

export interface Replay {
  readonly bay: AgentBay;
  readonly clock: FakeClock;
}

/** What is called in a scenario, and what the caller must see. */
export type Expectation = (replay: Replay) => Promise<readonly [actual: Outcome[], expected: Outcome[]]>;

/** A result as plain facts. */
export function told(result: { readonly error?: ServiceError }): Outcome {
  const { error, ...rest } = result;
  const plain = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== 'session'));
  return error ? { ...plain, kind: error.kind, subject: error.detail.subject } : plain;
}

/** Replays a recorded scenario both ways: our requests must be the recorded ones, and their replies be read as expected. */
export async function replay(scenario: string, expectation: Expectation): Promise<void> {
  const recorded = recordings(scenario);
  const service = await startService((_seen, _response, index) => {
    const recording = recorded[index];
    if (!recording) return { status: 500, body: 'nothing more was recorded' };
    const { status, headers, reply, replyText } = recording;
    const body = (replyText ?? JSON.stringify(reply)).replaceAll('{endpoint}', service.endpoint);
    return { status, ...(headers && { headers }), body };
  });
  const clock = new FakeClock(10_000);
  const bay = new AgentBay({ apiKey: 'akm-test-key', endpoint: service.endpoint, clock });
  try {
    const [actual, expected] = await expectation({ bay, clock });
    assert.deepEqual(
      service.seen.map(asRecorded),
      recorded.map(({ request }) => request),
    );
    assert.deepEqual(actual, expected);
  } finally {
    bay.dispose();
    await service.close();
  }
}

/** The request without what differs each time. */
function asRecorded({ method, path, query, form, headers, body }: Seen): unknown {
  if (headers['content-type'] === 'application/json') {
    const { requestId: _ours, ...json } = JSON.parse(body) as Record<string, unknown>;
    return { method, path, query, token: headers['x-access-token'], json };
  }
  const { Timestamp: _when, SignatureNonce: _once, ...rest } = query;
  return { method, path, query: rest, form };
}
