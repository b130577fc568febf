import type { SessionContext } from '../session/context';
import { PushListener } from '../socket/pushes';
import type { SessionSocket } from '../socket/sessionSocket';
import type { TaskEvent } from './events';
import type { WatchOptions } from './options';

/** Gives what the service has said of its own accord since it was last asked for. */
export type TakePushes = () => readonly TaskEvent[];

/**
 * Follows a task with an ear for push notifications, if that is wanted and the session has a socket: from before the beginning, so
 * that none is missed, to the end.
 */
export async function* hearing(
  socket: SessionSocket,
  context: SessionContext,
  { withPushes }: WatchOptions,
  follow: (pushes: TakePushes) => AsyncIterable<TaskEvent>,
): AsyncGenerator<TaskEvent, void, undefined> {
  let waiting: TaskEvent[] = [];
  const take: TakePushes = () => {
    const taken = waiting;
    waiting = [];
    return taken;
  };
  const listener =
    withPushes && socket.isOffered
      ? new PushListener(socket, context, (push) => waiting.push({ type: 'push', push }), {
          onProblem: (error) => waiting.push({ type: 'problem', error }),
        })
      : undefined;
  try {
    await listener?.firstTry;
    yield* follow(take);
  } finally {
    listener?.dispose();
  }
}
