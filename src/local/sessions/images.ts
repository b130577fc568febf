import type { LocalTask } from '../agent/task';

export type AgentName = LocalTask['agent'];

/** What a session starts from when nobody says. */
export const DEFAULT_IMAGE = 'linux_latest';

/** The images Local has, with the agents each holds. */
const images: ReadonlyMap<string, readonly AgentName[]> = new Map<string, readonly AgentName[]>([
  ['linux_latest', ['computer', 'browser']],
  ['windows_latest', ['computer']],
  ['browser_latest', ['browser']],
]);

/** The agents of an image; `undefined` when Local has no such image. */
export const agentsOf = (imageId: string): readonly AgentName[] | undefined => images.get(imageId);

export const imageIds: readonly string[] = [...images.keys()];
