import type { AgentName } from '../../../protocol/wire';
import { agentImages } from '../../model/session';
import { badInput } from '../wire/failures';
import type { SessionContextMount } from './contextMounts';
import { jsonOf } from './json';

/** What a session is made of. Source of every field: official SDK 0.13 to 0.19, seen on the wire or in its source. */
export interface CreateSessionParams {
  /** Chooses the image that holds this agent, unless `imageId` names one. */
  readonly agent?: AgentName;
  /** What to start from, e.g. `windows_latest` for the computer agent. Default: `linux_latest`, as the service has it. */
  readonly imageId?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Idle time after which the service releases the session, in s, from 1; the service's own default (300) unless told. Sent as
   * the official SDK 0.16 to 0.19 does; later ones count minutes in the same field, and what the service takes is not settled.
   */
  readonly idleTimeoutSeconds?: number;
  /** A policy made in the console. */
  readonly policyId?: string;
  /** Contexts to mount; the call then waits until each is mounted or has failed, see `SessionResult.mounts`. */
  readonly contexts?: readonly SessionContextMount[];
  /** Settings of single images, in the service's own form, e.g. `{ mobile: { lockResolution: true } }`. */
  readonly extraConfigs?: Readonly<Record<string, unknown>>;
  /** Where the session shall run, e.g. `cn-hangzhou`; the client's own region unless told. */
  readonly regionId?: string;
  /** Whether the browser's work is recorded for replay. */
  readonly enableRecord?: boolean;
  /** A network made before (beta). */
  readonly networkId?: string;
  /** Names of skills to load (beta); an empty list loads those the service chooses. */
  readonly skills?: readonly string[];
}

/** What the service takes when nothing is named, by its guides. It is sent all the same. */
const DEFAULT_IMAGE = 'linux_latest';

/**
 * The image of each agent. The browser agent lives on `linux_latest` and `browser_latest`: the first, because the guides name
 * it first and every account has it, being the service's default. Name `browser_latest` for a session with a CDP link.
 */
const images: Readonly<Record<AgentName, string>> = { ...agentImages, mobile: 'mobile_latest' };

/** @throws {ServiceError} `badInput` for an empty image id, or an agent there is none of. */
export function imageOf({ agent, imageId }: CreateSessionParams): string {
  if (agent !== undefined && !Object.hasOwn(images, agent)) {
    throw badInput(`There is no agent "${agent}". Name one of ${Object.keys(images).join(', ')}.`);
  }
  const image = imageId ?? (agent === undefined ? DEFAULT_IMAGE : images[agent]);
  if (image.trim() === '') throw badInput('The image id is empty.');
  return image;
}

/**
 * The fields of `CreateMcpSession`; what is not told is left out.
 * @throws {ServiceError} `badInput`, saying what is wrong.
 */
export function creationFields(params: CreateSessionParams, defaultRegion?: string): Readonly<Record<string, string>> {
  const { labels, idleTimeoutSeconds, policyId, contexts = [], extraConfigs, enableRecord, networkId, skills } = params;
  if (idleTimeoutSeconds !== undefined && !(Number.isInteger(idleTimeoutSeconds) && idleTimeoutSeconds > 0)) {
    throw badInput('The idle timeout must be a whole number of seconds, at least 1.');
  }
  const regionId = params.regionId ?? defaultRegion;
  return {
    ImageId: imageOf(params),
    ...(labels && { Labels: jsonOf(labels, 'The labels') }),
    ...(idleTimeoutSeconds !== undefined && { Timeout: String(idleTimeoutSeconds) }),
    ...(policyId !== undefined && { McpPolicyId: policyId }),
    ...(contexts.length > 0 && { PersistenceDataList: persistence(contexts) }),
    ...(enableRecord !== undefined && { EnableRecord: String(enableRecord) }),
    ...(networkId !== undefined && { NetworkId: networkId }),
    ...(extraConfigs && { ExtraConfigs: jsonOf(extraConfigs, 'The extra configurations') }),
    ...(regionId !== undefined && { LoginRegionId: regionId }),
    ...(skills && { LoadSkill: 'true' }),
    ...(skills && skills.length > 0 && { Skills: jsonOf(skills, 'The list of skills') }),
  };
}

/** The policy of a context is JSON text within the JSON. */
function persistence(contexts: readonly SessionContextMount[]): string {
  const items = contexts.map(({ contextId, path, policy }) => {
    if (contextId.trim() === '' || path.trim() === '') throw badInput('A context needs an id and a path.');
    return {
      ContextId: contextId,
      Path: path,
      ...(policy && { Policy: jsonOf(policy, `The policy of the context ${contextId}`) }),
    };
  });
  return JSON.stringify(items);
}
