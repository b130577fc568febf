import type { Envelope } from '../wire/envelope';
import { type Fields, fieldsOf, textOf, valueOf } from '../wire/fields';
import { readAccess } from './access';
import type { SessionFacts } from './knownSessions';
import { type SessionStatus, toSessionStatus } from './sessionStatus';

/** A context (files that outlive a session) that a session has. */
export interface AttachedContext {
  readonly contextId: string;
  /** `''` where the service does not say. */
  readonly name: string;
}

/** What creating a session, or attaching to it, told of it. */
export function readFacts({ data }: Envelope): SessionFacts {
  const fields = fieldsOf(data);
  const imageId = textOf(fields, 'ImageId');
  return { access: readAccess(fields), ...(imageId !== '' && { imageId }) };
}

/** What else `GetSession` tells. Its status is absent in answers of an older generation. */
export function readAttachment({ data }: Envelope): {
  readonly status: SessionStatus;
  readonly contexts: readonly AttachedContext[];
} {
  const fields = fieldsOf(data);
  const contexts = valueOf(fields, 'contexts');
  return {
    status: toSessionStatus(textOf(fields, 'Status')),
    contexts: (Array.isArray(contexts) ? (contexts as unknown[]) : [])
      .map(fieldsOf)
      .filter((context) => context !== undefined)
      .map(readContext)
      .filter(({ contextId }) => contextId !== ''),
  };
}

const readContext = (fields: Fields): AttachedContext => ({
  contextId: textOf(fields, 'id'),
  name: textOf(fields, 'name'),
});
