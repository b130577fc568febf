import { CAPTURE_SERVER, sessionTools } from '../../../protocol/wire';
import { metrics } from './metricsTool';
import { longScreenshot, screenshot, systemScreenshot } from './screenshotTools';
import type { Tool } from './tool';

/** One of the names the service has for what runs tools; which of them runs this one is not known. */
const METRICS_SERVER = 'wuying_system';

const noArguments = { type: 'object', properties: {} };
const format = { enum: ['png', 'jpeg'] };
const count = { type: 'integer', minimum: 1 };

/** The tools that belong to no agent, by name. */
export const toolsOfSessions: readonly (readonly [string, Tool])[] = [
  [
    sessionTools.metrics,
    {
      server: METRICS_SERVER,
      description: 'Tells how busy the machine is.',
      inputSchema: noArguments,
      call: metrics,
    },
  ],
  [
    sessionTools.screenshot,
    {
      server: CAPTURE_SERVER,
      description: 'Takes a picture of what the session shows.',
      inputSchema: { type: 'object', properties: { format } },
      call: screenshot,
    },
  ],
  [
    sessionTools.systemScreenshot,
    {
      server: CAPTURE_SERVER,
      description: 'Takes a picture of what the session shows and tells its address.',
      inputSchema: noArguments,
      call: systemScreenshot,
    },
  ],
  [
    sessionTools.longScreenshot,
    {
      agent: 'mobile',
      server: CAPTURE_SERVER,
      description: 'Takes a picture of several screens, one below the other.',
      inputSchema: { type: 'object', properties: { max_screens: count, format, quality: count } },
      call: longScreenshot,
    },
  ],
];
