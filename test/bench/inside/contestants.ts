import { randomBytes } from 'node:crypto';
import http from 'node:http';
import fetch from 'node-fetch';
import { AgentBay } from '../../../src/core/api';
import { MAX_CONNECTIONS } from '../../../src/core/api/wire/fetching';
import { API_VERSION } from '../../../src/protocol/wire';
import { buildRequest, type HttpRequest } from '../../../src/core/api/wire/request';
import type { ContestantName } from './contestantNames';

/** One way to ask how a task is, a thousand times over. */
export interface Contestant {
  readonly name: ContestantName;
  /** Asks once, and reads the task's action out of the answer. */
  ask(): Promise<string>;
  dispose(): void;
}

const KEY = 'akm-0123456789abcdef0123456789abcdef';
const FORM = 'application/x-www-form-urlencoded';
const SESSION = 'session-04bdw8oc5n0ftg4kl';

/** `node-fetch` and `node:http` may open as many connections as our client allows itself. */
export const contestants: Readonly<Record<ContestantName, (endpoint: string) => Contestant>> = {
  ours: (endpoint) => {
    const bay = new AgentBay({ apiKey: KEY, endpoint });
    const { computer } = bay.session(SESSION).agent;
    return {
      name: 'ours',
      ask: async () => {
        const { taskAction, error } = await computer.getTaskStatus('task-1');
        if (error) throw error;
        return taskAction;
      },
      dispose: () => {
        bay.dispose();
      },
    };
  },
  'node-fetch': (endpoint) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
    return {
      name: 'node-fetch',
      ask: async () => {
        const { url, ...request } = plainRequest(endpoint);
        return actionOf(await (await fetch(url, { ...request, agent })).text());
      },
      dispose: () => {
        agent.destroy();
      },
    };
  },
  'node:http': (endpoint) => {
    const { url, body, ...request } = readyMade(endpoint);
    const agent = new http.Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
    const options = { ...request, agent };
    return {
      name: 'node:http',
      ask: () =>
        new Promise((resolve, reject) => {
          const sent = http.request(url, options, (response) => {
            let text = '';
            response.setEncoding('utf8');
            response.on('data', (part: string) => (text += part));
            response.on('end', () => {
              resolve(actionOf(text));
            });
            response.on('error', reject);
          });
          sent.on('error', reject);
          sent.end(body);
        }),
      dispose: () => {
        agent.destroy();
      },
    };
  },
};

const params = {
  SessionId: SESSION,
  Name: 'flux_get_task_status',
  Args: JSON.stringify({ task_id: 'task-1' }),
  Server: '',
  AutoGenSession: 'false',
};

/** The same request with the platform's own means, as one writes it without thinking about speed: fresh time, fresh nonce. */
function plainRequest(endpoint: string): HttpRequest {
  const query = new URLSearchParams({
    Action: 'CallMcpTool',
    Format: 'json',
    Version: API_VERSION,
    Timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    SignatureNonce: randomBytes(32).toString('hex'),
  });
  const headers = { 'x-acs-version': API_VERSION, 'x-acs-action': 'CallMcpTool', 'content-type': FORM };
  const body = new URLSearchParams({ Authorization: `Bearer ${KEY}`, ...params }).toString();
  return { method: 'POST', url: `${endpoint}/?${query.toString()}`, headers, body };
}

/** What our client sends, byte for byte, made once. */
function readyMade(endpoint: string): HttpRequest {
  return buildRequest({ action: 'CallMcpTool', repeat: 'safe', params }, new URL(endpoint), KEY, Date.now());
}

interface Reply {
  readonly Data: { readonly content: readonly [{ readonly text: string }] };
}

/** The least that can be done with an answer: opened, and the JSON text in it as well. */
function actionOf(text: string): string {
  const reply = JSON.parse(text) as Reply;
  return (JSON.parse(reply.Data.content[0].text) as { action: string }).action;
}
