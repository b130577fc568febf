import { agentsOf, DEFAULT_IMAGE, imageIds } from '../../sessions/images';
import { MOST_SESSIONS } from '../../sessions/sessions';
import { invalid, labelsOf, NO_LABELS, onSession, type Action } from '../action';
import { ok, type Reply } from '../reply';

// LinkUrl, WsUrl, Token and ToolList are left out on purpose: a client that sees them uses the routes they stand for.

export const createSession: Action = (parameters, { sessions }) => {
  const labels = labelsOf(parameters.get('Labels'));
  if (!labels) return invalid('Labels', NO_LABELS);
  const imageId = parameters.get('ImageId') ?? DEFAULT_IMAGE;
  if (!agentsOf(imageId)) return refuse(`AgentBay Local has no image ${imageId}; it has ${imageIds.join(', ')}.`);
  if (sessions.all.length >= MOST_SESSIONS) {
    return refuse(`AgentBay Local runs at most ${MOST_SESSIONS} sessions at a time; delete one first.`);
  }
  const { id } = sessions.create(imageId, labels);
  return ok({ Success: true, ErrMsg: '', SessionId: id, AppInstanceId: id, ResourceId: id, ResourceUrl: '' });
};

/** The service says no inside a good answer. */
const refuse = (why: string): Reply =>
  ok({ Success: false, ErrMsg: `no authorized app instance: ${why}`, SessionId: '' });

export const getSession = onSession(
  ({ id, status }) =>
    ok({
      Success: true,
      SessionId: id,
      Status: status,
      AppInstanceId: id,
      ResourceId: id,
      ResourceUrl: '',
      contexts: [],
    }),
  true,
);

export const getSessionDetail = onSession(
  ({ id, status, imageId }) =>
    ok({
      Id: id,
      Status: status,
      ImageId: imageId,
      ImageType: 'System',
      RegionId: 'local',
      AppInstanceId: id,
      EndReason: '',
      IsDeleted: false,
    }),
  true,
);

const MOST_RESULTS = 100;

export const listSessions: Action = (parameters, { sessions }) => {
  const labels = labelsOf(parameters.get('Labels'));
  if (!labels) return invalid('Labels', NO_LABELS);
  const most = Number(parameters.get('MaxResults') ?? 10);
  if (!Number.isInteger(most) || most < 1 || most > MOST_RESULTS) {
    return invalid('MaxResults', `must be a number from 1 to ${MOST_RESULTS}`);
  }
  const status = parameters.get('Status')?.toUpperCase();
  const image = parameters.get('ImageId');
  const fitting = sessions.all.filter(
    (session) =>
      (status === undefined || session.status === status) &&
      (image === undefined || session.imageId === image) &&
      Object.entries(labels).every(([name, value]) => session.labels[name] === value),
  );
  // The token is a number of order, so that sessions deleted between two pages make none be skipped.
  const after = Number(parameters.get('NextToken') ?? 0);
  if (!Number.isInteger(after)) return invalid('NextToken', 'is not known');
  const rest = fitting.filter((session) => session.number > after);
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

/** Answers at once; the session is `DELETING` until its browser has ended and its folder is gone. */
export const deleteSession = onSession((session, _, { sessions, warn }) => {
  sessions.delete(session).catch((error: unknown) => {
    warn(`A session could not be removed whole: ${String(error)}`);
  });
  return ok();
}, true);

/** Answers when the session is gone. */
export const releaseSession = onSession(async (session, _, { sessions }) => {
  await sessions.delete(session);
  return ok();
}, true);

export const setLabel = onSession((session, parameters) => {
  const labels = labelsOf(parameters.get('Labels'));
  if (!labels) return invalid('Labels', NO_LABELS);
  session.labels = labels;
  return ok();
});

export const getLabel = onSession(({ labels }) =>
  ok({ Labels: JSON.stringify(labels) }, { TotalCount: 1, MaxResults: 10, NextToken: '' }),
);
