import type { IncomingMessage } from 'node:http';
import type { Accesses } from '../server/access';
import { toAnswer, type Answer, type Reply } from '../server/reply';
import { actionOf, toParameters, type ReadRequest } from '../server/request';
import type { Handle } from '../server/server';
import type { Sessions } from '../sessions/sessions';
import { factsOf } from './facts';
import type { FaultPlan } from './plan';
import { play } from './play';

/** What faults reach of the server they spoil. */
export interface FaultSetup {
  readonly plan: FaultPlan;
  readonly sessions: Sessions;
  readonly access: Accesses;
  /** The gateway accepts no key any more. */
  readonly revokeKey: () => void;
}

/** Puts a fault plan before what answers requests. */
export function faulty(
  answer: (request: ReadRequest) => Promise<Reply | Answer>,
  { plan, sessions, access, revokeKey }: FaultSetup,
): Handle {
  return async (request, response) => {
    if (plan.isEmpty) return answer(request);
    const facts = factsOf(request, access);
    const fault = plan.next(facts);
    if (!fault) return answer(request);
    const { host = '' } = request.headers;
    return play(
      {
        response,
        facts,
        host,
        carryOut: async () => toAnswer(await answer(request), host),
        endSession: async () => {
          const session = sessions.get(facts.sessionId);
          if (session) await sessions.delete(session);
        },
        revokeKey,
      },
      fault,
    );
  };
}

/** Tells of requests whose connection the plan cuts before they are read, by what their heads say. */
export function cutsUnread(plan: FaultPlan): (request: IncomingMessage, url: URL) => boolean {
  return ({ headers }, { pathname: path, searchParams }) =>
    !plan.isEmpty && plan.cutsUnread({ path, action: actionOf(toParameters(searchParams, ''), headers) });
}
