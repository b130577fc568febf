import { DEFAULT_IMAGE } from '../../sessions/images';
import { jsonOf } from '../../json';
import { invalid, jsonObject, labelsOf, NO_LABELS, type Action } from '../action';
import { ok, type Reply } from '../reply';
import type { Parameters } from '../request';
import { LOCAL_CONTEXT } from './contextActions';
import { accessOf } from './sessionActions';

/** In seconds, as the official SDK's documents have it, 0.16 to 0.19. */
const DEFAULT_IDLE_SECONDS = 300;

/** What Local has no notion of, and what nobody misses here: the session works all the same, which is said in the log. */
const unheeded = ['McpPolicyId', 'NetworkId', 'ExtraConfigs', 'LoadSkill', 'Skills'] as const;

/**
 * Starts a session. `ImageId`, `Labels` and `Timeout` are heeded, the last as seconds of idleness until release, which is what
 * official SDKs 0.16 to 0.19 send; the minutes of later ones look the same. `LoginRegionId`, `SdkStats`, `ExternalUserId` and
 * `VpcResource` mean nothing on one machine; those {@link unheeded} are warned of. Refused is what would be found missing only
 * when it is too late: a replay, contexts that are to keep data, a session of one's choice.
 */
export const createSession: Action = (parameters, setup) => {
  const { sessions, warn } = setup;
  const labels = labelsOf(parameters.get('Labels'));
  if (!labels) return invalid('Labels', NO_LABELS);
  const idle = Number(parameters.get('Timeout') ?? DEFAULT_IDLE_SECONDS);
  if (!Number.isInteger(idle) || idle < 1) return invalid('Timeout', 'must be a whole number of seconds, at least 1');
  if (!jsonObject(parameters.get('ExtraConfigs'))) return invalid('ExtraConfigs', 'must be a JSON object');
  const contexts = contextsIn(parameters.get('PersistenceDataList'));
  if (!contexts) return invalid('PersistenceDataList', 'must be a JSON array of contexts, each with its ContextId');
  const imageId = parameters.get('ImageId') ?? DEFAULT_IMAGE;
  const why =
    cannotKeep(parameters, contexts) ??
    (sessions.agentsOf(imageId)
      ? undefined
      : `AgentBay Local has no image ${imageId}; it has ${sessions.imageIds.join(', ')}.`) ??
    (sessions.all.length >= sessions.most
      ? `AgentBay Local runs at most ${sessions.most} sessions at a time; delete one first.`
      : undefined);
  if (why !== undefined) return refuse(why);
  const ignored = unheeded.filter((name) => !['', '{}', '[]', 'false'].includes(parameters.get(name) ?? ''));
  if (ignored.length > 0) warn(`AgentBay Local has no ${ignored.join(', ')}: the session was created without.`);
  const session = sessions.create({ imageId, labels, idleTimeoutMs: idle * 1_000 });
  return ok({ Success: true, ErrMsg: '', ...accessOf(session, setup) });
};

/** The service says no inside a good answer. */
const refuse = (why: string): Reply =>
  ok({ Success: false, ErrMsg: `no authorized app instance: ${why}`, SessionId: '' });

/** Why a wish cannot be met and must not be passed over; `undefined` when there is none such. */
function cannotKeep(parameters: Parameters, contexts: readonly string[]): string | undefined {
  if (parameters.get('EnableRecord') === 'true') return 'AgentBay Local records no replay.';
  if (parameters.get('SessionId') !== undefined) return 'AgentBay Local chooses the id of a session itself.';
  const given = parameters.get('ContextId');
  const kept = [...(given === undefined ? [] : [given]), ...contexts].find((id) => !id.startsWith(LOCAL_CONTEXT));
  return kept === undefined
    ? undefined
    : `AgentBay Local keeps nothing beyond a session, so it has no context ${kept}.`;
}

/** The ids in a `PersistenceDataList`; `undefined` when it is none. */
function contextsIn(text: string | undefined): readonly string[] | undefined {
  const list = text === undefined ? [] : jsonOf(text);
  if (!Array.isArray(list)) return undefined;
  const ids: string[] = [];
  for (const item of list as readonly unknown[]) {
    if (typeof item !== 'object' || item === null || !('ContextId' in item)) return undefined;
    if (typeof item.ContextId !== 'string') return undefined;
    ids.push(item.ContextId);
  }
  return ids;
}
