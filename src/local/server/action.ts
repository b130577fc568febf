import { errorCodes } from '../../protocol/wire';
import { objectOf, type JsonObject } from '../json';
import type { Session } from '../sessions/session';
import type { Sessions } from '../sessions/sessions';
import type { Accesses } from './access';
import { gatewayError, type Reply } from './reply';
import type { Parameters } from './request';
import type { LiveViews } from './view/liveViews';
import type { Pictures } from './view/pictures';

/** What actions work with. */
export interface ActionSetup {
  readonly sessions: Sessions;
  /** The routes beside the gateway, and what opens them. */
  readonly access: Accesses;
  /** The addresses at which a session can be looked at. */
  readonly views: LiveViews;
  readonly pictures: Pictures;
  /** What the status tool answers about a terminated task; the cloud says that it is gone. */
  readonly afterTerminate: 'gone' | 'status';
  /** Where trouble goes that comes up after the answer. */
  readonly warn: (message: string) => void;
}

/** One operation of the service. Its answer lacks only the request's id. */
export type Action = (parameters: Parameters, setup: ActionSetup) => Reply | Promise<Reply>;

type SessionAction = (session: Session, parameters: Parameters, setup: ActionSetup) => Reply | Promise<Reply>;

/** An action on a session. One that is being deleted counts as gone, except where that is what one asks about. */
export const onSession =
  (act: SessionAction, deletingToo = false): Action =>
  (parameters, setup) => {
    const session = setup.sessions.get(parameters.get('SessionId') ?? '');
    if (!session || (session.status === 'DELETING' && !deletingToo)) {
      return sessionGone();
    }
    return act(session, parameters, setup);
  };

export const sessionGone = (): Reply =>
  gatewayError(400, errorCodes.sessionNotFound, 'Resource [McpSession] is not found.');

export const invalid = (name: string, why: string): Reply =>
  gatewayError(400, `InvalidParameter.${name}`, `${name} ${why}.`);

/** Reads a parameter that holds a JSON object; an absent one is empty, anything else `undefined`. */
export const jsonObject = (text: string | undefined): JsonObject | undefined =>
  text === undefined ? {} : objectOf(text);

/** Reads labels: a JSON object of texts. */
export function labelsOf(text: string | undefined): Readonly<Record<string, string>> | undefined {
  const labels = Object.entries(jsonObject(text) ?? { '': undefined });
  const isText = (label: [string, unknown]): label is [string, string] => typeof label[1] === 'string';
  // Not by assignment, which would lose a label named __proto__.
  return labels.every(isText) ? Object.fromEntries(labels) : undefined;
}

export const NO_LABELS = 'must be a JSON object of texts';
