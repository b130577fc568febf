import { type Core, createCore } from '../../../../../src/core/core';
import { MemoryLog } from '../../../../support/log';

/** All of a window but VS Code. Its key is its name, so that a service can tell who asks. */
export const openCore = (folder: string, endpoint: string, name: string): Promise<Core> =>
  createCore({
    folder,
    settings: () => ({ connection: 'cloud', endpoint }),
    apiKey: () => Promise.resolve(name),
    localScript: '',
    localArguments: () => [],
    pollBounds: () => ({ shortestMs: 100, longestMs: 500 }),
    log: new MemoryLog(),
  });
