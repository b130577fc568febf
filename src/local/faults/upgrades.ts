import type { Socket } from 'node:net';
import { refuseUpgrade } from '../server/refuseUpgrade';
import { hangUp, type Upgrade } from '../server/server';
import { cutsUnread, type FaultSetup } from './faulty';
import type { Fault } from './rule';
import { wait } from './slow';

/**
 * Puts a fault plan before what opens WebSockets. Those of its faults apply that mean something there: the request is cut off,
 * held up, never answered, or refused with a status; or its session vanishes. Of the others it takes no notice.
 */
export function faultyUpgrade(
  upgrade: (...request: Parameters<Upgrade>) => void,
  setup: Omit<FaultSetup, 'revokeKey'>,
): Upgrade {
  const { plan, access, sessions } = setup;
  const cuts = cutsUnread(plan);
  return async (request, url, socket, head) => {
    if (cuts(request, url)) {
      hangUp(socket);
      return;
    }
    const session = access.byWs(url.pathname);
    const facts = { action: '', path: url.pathname, tool: '', sessionId: session?.id ?? '', task: '' };
    const fault = plan.next(facts);
    if (fault?.kind === 'sessionVanishes' && session) await sessions.delete(session);
    if (fault && !(await passes(fault, socket))) return;
    upgrade(request, url, socket, head);
  };
}

/** Does a fault. @returns whether the request goes on. */
async function passes(fault: Fault, socket: Socket): Promise<boolean> {
  const { kind } = fault;
  if (kind === 'delay') return wait(socket, fault.ms);
  if (kind === 'resetAfterReading') hangUp(socket);
  else if (kind === 'status' || kind === 'throttling')
    refuseUpgrade(socket, `${fault.status ?? 400} Refused`, 'This is a fault from the plan.');
  else return kind !== 'halfOpen';
  return false;
}
