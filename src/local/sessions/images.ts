import type { AgentName } from '../../protocol/wire';

/** What a session starts from when nobody says. */
export const DEFAULT_IMAGE = 'linux_latest';

/** The images Local's own agents work on. It has no phone and no machine for code, and does not pretend to. */
const images: ReadonlyMap<string, readonly AgentName[]> = new Map<string, readonly AgentName[]>([
  ['linux_latest', ['computer', 'browser']],
  ['windows_latest', ['computer']],
  ['browser_latest', ['browser']],
]);

/** A script needs no machine, so with one there is every image of the service's own. */
const scriptedImages: ReadonlyMap<string, readonly AgentName[]> = new Map([
  ...images,
  ['mobile_latest', ['mobile']],
  ['code_latest', []],
]);

/** Images people made for themselves; under a script such a one holds every agent. */
const CUSTOM = 'imgc-';

/** The agents of an image; `undefined` when there is no such image. @param isScripted Whether a script plays the agents. */
export function agentsOf(imageId: string, isScripted: boolean): readonly AgentName[] | undefined {
  if (isScripted && imageId.startsWith(CUSTOM)) return ['computer', 'browser', 'mobile'];
  return (isScripted ? scriptedImages : images).get(imageId);
}

export const imageIds = (isScripted: boolean): readonly string[] => [...(isScripted ? scriptedImages : images).keys()];
