import { errorCodes } from '../../protocol/wire';
import { LocalError } from '../failure';
import { agentsOf, DEFAULT_IMAGE, imageIds } from '../sessions/images';
import type { Session } from '../sessions/session';
import { MOST_SESSIONS, type Sessions } from '../sessions/sessions';
import { gatewayError, ok, serviceError, type Reply } from './reply';
import type { Parameters } from './request';
import { callTool, describeTools, type ToolSetup } from './tools';

/** What actions work with. */
export interface ActionSetup extends ToolSetup {
  readonly sessions: Sessions;
  /** Where a deletion that goes on after its answer reports trouble. */
  warn(message: string): void;
}

type Action = (parameters: Parameters, setup: ActionSetup) => Reply | Promise<Reply>;

/** An action on a session that must be there; one that is being deleted counts as gone unless `deletingToo`. */
const onSession =
  (
    act: (session: Session, parameters: Parameters, setup: ActionSetup) => Reply | Promise<Reply>,
    deletingToo = false,
  ): Action =>
  (parameters, setup) => {
    const session = setup.sessions.get(parameters.get('SessionId') ?? '');
    if (!session || (session.status === 'DELETING' && !deletingToo)) {
      return gatewayError(400, errorCodes.sessionNotFound, 'Resource [McpSession] is not found.');
    }
    return act(session, parameters, setup);
  };

const invalid = (name: string, why: string): Reply => gatewayError(400, `InvalidParameter.${name}`, `${name}: ${why}`);

/** Reads a parameter that holds a JSON object; `undefined` when it does not. */
function jsonObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined; // Not JSON: the caller says so.
  }
}

function labelsOf(text: string | undefined): Readonly<Record<string, string>> | undefined {
  const given = jsonObject(text);
  if (!given) return undefined;
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string') return undefined;
    labels[name] = value;
  }
  return labels;
}

const NO_LABELS = 'must be a JSON object of texts';

const createSession: Action = (parameters, { sessions }) => {
  const labels = labelsOf(parameters.get('Labels'));
  if (!labels) return invalid('Labels', NO_LABELS);
  const imageId = parameters.get('ImageId') ?? DEFAULT_IMAGE;
  const refuse = (why: string): Reply =>
    ok({ Success: false, ErrMsg: `no authorized app instance: ${why}`, SessionId: '' });
  if (!agentsOf(imageId)) {
    return refuse(`AgentBay Local has no image ${imageId}; it has ${imageIds.join(', ')}.`);
  }
  if (sessions.all.length >= MOST_SESSIONS) {
    return refuse(`AgentBay Local runs at most ${MOST_SESSIONS} sessions at a time; delete one first.`);
  }
  const session = sessions.create(imageId, labels);
  return ok({
    Success: true,
    ErrMsg: '',
    SessionId: session.id,
    AppInstanceId: session.id,
    ResourceId: session.id,
    ResourceUrl: '',
  });
};

const getSession = onSession(
  (session) =>
    ok({
      Success: true,
      SessionId: session.id,
      Status: session.status,
      AppInstanceId: session.id,
      ResourceId: session.id,
      ResourceUrl: '',
      contexts: [],
    }),
  true,
);

const getSessionDetail = onSession(
  (session) =>
    ok({
      Id: session.id,
      Status: session.status,
      ImageId: session.imageId,
      ImageType: 'System',
      RegionId: 'local',
      AppInstanceId: session.id,
      EndReason: '',
      IsDeleted: false,
    }),
  true,
);

const listSessions: Action = (parameters, { sessions }) => {
  const labels = labelsOf(parameters.get('Labels'));
  if (!labels) return invalid('Labels', NO_LABELS);
  const most = Number(parameters.get('MaxResults') ?? 10);
  if (!Number.isInteger(most) || most < 1 || most > 100) return invalid('MaxResults', 'must be a number from 1 to 100');
  const status = parameters.get('Status')?.toUpperCase();
  const image = parameters.get('ImageId');
  const fitting = sessions.all.filter(
    (session) =>
      (status === undefined || session.status === status) &&
      (image === undefined || session.imageId === image) &&
      Object.entries(labels).every(([name, value]) => session.labels[name] === value),
  );
  // A page begins after the session that the token names, so that deletions in between lose nothing.
  const token = parameters.get('NextToken');
  const known = token === undefined ? 0 : fitting.findIndex(({ id }) => id === token) + 1;
  if (token !== undefined && known === 0) return invalid('NextToken', 'is not known');
  const page = fitting.slice(known, known + most);
  const last = known + most < fitting.length ? (page.at(-1)?.id ?? '') : '';
  return ok(
    page.map(({ id, status: SessionStatus, imageId }) => ({
      SessionId: id,
      SessionStatus,
      ImageId: imageId,
      AppInstanceId: id,
    })),
    { MaxResults: most, TotalCount: fitting.length, NextToken: last },
  );
};

const deleteSession = onSession((session, _, { sessions, warn }) => {
  sessions.delete(session).catch((error: unknown) => warn(`A session could not be removed whole: ${String(error)}`));
  return ok();
}, true);

const releaseSession = onSession(async (session, _, { sessions }) => {
  await sessions.delete(session);
  return ok();
}, true);

const callMcpTool = onSession((session, parameters, setup) => {
  const name = parameters.get('Name');
  if (name === undefined) return invalid('Name', 'is missing');
  const args = jsonObject(parameters.get('Args'));
  if (!args) return invalid('Args', 'must be a JSON object');
  return callTool(session, name, args, setup);
});

const listMcpTools: Action = (parameters) =>
  ok(JSON.stringify(describeTools(agentsOf(parameters.get('ImageId') ?? DEFAULT_IMAGE) ?? [])));

const setLabel = onSession((session, parameters) => {
  const labels = labelsOf(parameters.get('Labels'));
  if (!labels) return invalid('Labels', NO_LABELS);
  session.labels = labels;
  return ok();
});

const getLabel = onSession((session) =>
  ok({ Labels: JSON.stringify(session.labels) }, { TotalCount: 1, MaxResults: 10, NextToken: '' }),
);

const initBrowser = onSession(async (session) => {
  if (!session.agents.includes('browser')) {
    return serviceError('Browser.NotSupported', `The image ${session.imageId} has no browser agent.`);
  }
  try {
    await session.browser.page();
  } catch (error) {
    if (error instanceof LocalError) return serviceError('Browser.NotStarted', error.message);
    throw error;
  }
  // A port is how clients know success. As in the cloud it is one inside the session; Local drives its browser through a pipe.
  return ok({ Port: 9222 });
});

const noDesktop = onSession(() =>
  serviceError(
    'Desktop.NotSupported',
    'AgentBay Local has no live desktop to show. Run it with --headed to see the browser.',
  ),
);

const noPause = onSession((_, __, { sessions }) =>
  serviceError(
    'Pause.NotSupported',
    `AgentBay Local does not pause sessions. It runs ${sessions.all.length}; delete those not needed.`,
  ),
);

/** Local keeps nothing beyond a session, so every context is a name without content. */
const getContext: Action = (parameters) => {
  const name = parameters.get('Name') ?? parameters.get('ContextId');
  if (name === undefined) return invalid('Name', 'is missing');
  return ok({
    Id: `SdkCtx-local-${Buffer.from(name).toString('hex')}`,
    Name: name,
    State: 'available',
    OsType: 'linux',
  });
};

/** Everything Local answers to. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['CreateMcpSession', createSession],
  ['GetSession', getSession],
  ['GetSessionDetail', getSessionDetail],
  ['ListSession', listSessions],
  ['DeleteSessionAsync', deleteSession],
  ['ReleaseMcpSession', releaseSession],
  ['CallMcpTool', callMcpTool],
  ['ListMcpTools', listMcpTools],
  ['SetLabel', setLabel],
  ['GetLabel', getLabel],
  // Sessions of Local are not released for idleness; the clock that would start again does not exist.
  ['RefreshSessionIdleTime', onSession(() => ok())],
  ['InitBrowser', initBrowser],
  ['GetMcpResource', noDesktop],
  ['PauseSessionAsync', noPause],
  ['ResumeSessionAsync', noPause],
  ['GetContext', getContext],
  ['GetContextInfo', onSession(() => ok({ ContextStatus: '[]' }))],
]);
