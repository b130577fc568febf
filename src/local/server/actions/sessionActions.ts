import type { Session } from '../../sessions/session';
import { invalid, labelsOf, NO_LABELS, onSession, sessionGone, type Action, type ActionSetup } from '../action';
import { ok } from '../reply';
import { describeTools } from '../tools';

/** How one gets into a session: what `CreateMcpSession` and `GetSession` tell alike. `ResourceUrl` is a fresh one each time. */
export const accessOf = (session: Session, { access, views }: ActionSetup): Readonly<Record<string, unknown>> => ({
  SessionId: session.id,
  AppInstanceId: session.id,
  ResourceId: session.id,
  ResourceUrl: views.open(session),
  NetworkInterfaceIp: '',
  HttpPort: '',
  VpcResource: false,
  ToolList: JSON.stringify(describeTools(session.agents)),
  ...access.fields(session),
});

export const getSession = onSession((session, _, setup) => {
  const { status } = session;
  // One that is going lets nobody in any more.
  const entry = status === 'DELETING' ? { SessionId: session.id } : accessOf(session, setup);
  return ok({ Success: true, Status: status, ...entry, contexts: [] });
}, true);

/**
 * Tells image, state and end. A deleted session is not found, as the SDK's delete expects; so is a released one by every
 * other action. Here alone a released one answers `FINISH` for a while, because `EndReason` could not be read otherwise.
 */
export const getSessionDetail: Action = (parameters, { sessions }) => {
  const id = parameters.get('SessionId') ?? '';
  const session = sessions.get(id);
  const ended = sessions.ended(id);
  const found = session ?? ended;
  if (!found) return sessionGone();
  return ok({
    Id: id,
    Status: session ? session.status : 'FINISH',
    ImageId: found.imageId,
    ImageType: 'System',
    RegionId: 'local',
    AppInstanceId: id,
    EndReason: ended?.reason ?? '',
    IsDeleted: !session,
  });
};

const MOST_RESULTS = 100;

/** The states the service knows, of which the last is never listed. */
const states: readonly string[] = ['RUNNING', 'PAUSING', 'PAUSED', 'RESUMING', 'DELETING', 'DELETED'];

export const listSessions: Action = (parameters, { sessions }) => {
  const labels = labelsOf(parameters.get('Labels'));
  if (!labels) return invalid('Labels', NO_LABELS);
  const most = Number(parameters.get('MaxResults') ?? 10);
  if (!Number.isInteger(most) || most < 1 || most > MOST_RESULTS) {
    return invalid('MaxResults', `must be a number from 1 to ${MOST_RESULTS}`);
  }
  const status = parameters.get('Status')?.toUpperCase();
  if (status !== undefined && !states.includes(status)) return invalid('Status', `must be one of ${states.join(', ')}`);
  const image = parameters.get('ImageId');
  const fitting = sessions.all.filter(
    (session) =>
      (status === undefined || session.status === status) &&
      (image === undefined || session.imageId === image) &&
      Object.entries(labels).every(([name, value]) => session.labels[name] === value),
  );
  // The token is a number of order, so that sessions deleted between two pages make none be skipped.
  const token = parameters.get('NextToken') ?? '0';
  if (!/^\d{1,15}$/u.test(token)) return invalid('NextToken', 'is not known');
  const rest = fitting.filter((session) => session.number > Number(token));
  const page = rest.slice(0, most);
  const last = page.at(-1);
  return ok(
    page.map((session) => ({
      SessionId: session.id,
      SessionStatus: session.status,
      ImageId: session.imageId,
      AppInstanceId: session.id,
    })),
    {
      MaxResults: most,
      TotalCount: fitting.length,
      NextToken: last && rest.length > most ? String(last.number) : '',
    },
  );
};

/** Replaces the whole set. */
export const setLabel = onSession((session, parameters) => {
  const labels = labelsOf(parameters.get('Labels'));
  if (!labels) return invalid('Labels', NO_LABELS);
  session.labels = labels;
  return ok();
});

export const getLabel = onSession(({ labels }) =>
  ok({ Labels: JSON.stringify(labels) }, { TotalCount: 1, MaxResults: 10, NextToken: '' }),
);

/** A fresh address each time; `DesktopInfo` is for the vendor's own streaming library, which has nothing to stream here. */
export const getMcpResource = onSession((session, _, { views }) =>
  ok({ SessionId: session.id, ResourceUrl: views.open(session) }),
);
