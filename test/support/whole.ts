import assert from 'node:assert/strict';
import { Secret, ServiceError } from '../../src/core/api';
import { Session } from '../../src/core/api/session/session';

/** Fails when a field of a result is there and `undefined`, however deep. */
export function assertWhole(value: unknown, path = 'result'): void {
  assert.notEqual(value, undefined, `${path} is undefined`);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (value instanceof Secret || value instanceof Session) return;
  const parts = value instanceof ServiceError ? value.detail : value;
  if (parts instanceof Error) return;
  for (const [name, part] of Object.entries(parts)) assertWhole(part, `${path}.${name}`);
}
