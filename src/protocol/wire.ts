/**
 * The names AgentBay uses on the wire, shared by the API client and by AgentBay Local.
 * Source of the facts: the recorded behaviour of the official SDK, 0.13 to 0.19.
 */

/** The service has had one protocol version throughout. */
export const API_VERSION = '2025-05-06';

/** Tool names of each agent. */
export const agentTools = {
  computer: {
    execute: 'flux_execute_task',
    status: 'flux_get_task_status',
    terminate: 'flux_terminate_task',
  },
  browser: {
    execute: 'browser_use_execute_task',
    status: 'browser_use_get_task_status',
    terminate: 'browser_use_terminate_task',
    initialize: 'browser_use_initialize',
  },
  mobile: {
    execute: 'execute_task',
    status: 'get_task_status',
    terminate: 'terminate_task',
  },
} as const;

export type AgentName = keyof typeof agentTools;

/** The service's names for what runs each agent's tools: `Server` of a tool call, `target` of a streamed task. */
export const agentServers: Readonly<Record<AgentName, string>> = {
  computer: 'wuying_computer_agent',
  browser: 'wuying_browseruse',
  mobile: 'wuying_mobile_agent',
};

/** The server of the tools that take screenshots. */
export const CAPTURE_SERVER = 'wuying_capture';

/** Tools beside the agents'. */
export const sessionTools = {
  metrics: 'get_metrics',
  /** Answers with an address. */
  systemScreenshot: 'system_screenshot',
  /** Answers with the picture itself. */
  screenshot: 'screenshot',
  longScreenshot: 'long_screenshot',
} as const;

/** Names on the WebSocket route. */
export const socketNames = {
  /** Header of the upgrade request, and of the direct tool route. */
  tokenHeader: 'X-Access-Token',
  client: 'SDK',
  /** `source` of what the socket layer itself says. */
  server: 'WEBSOCKET_SERVER',
  /** Channel of the browser's push notifications. */
  browserPush: 'wuying_cdp_mcp_server',
  executeTask: 'exec_task',
  resumeTask: 'resume_task',
  /** The tool call by which an agent asks the person. */
  callForUser: 'call_for_user',
} as const;

/** Error codes of the gateway that mean something of their own. */
export const errorCodes = {
  sessionNotFound: 'InvalidMcpSession.NotFound',
  actionNotFound: 'InvalidAction.NotFound',
  notLoggedIn: 'NOT_LOGIN',
} as const;

/** How the service begins its answer about a task it has forgotten: ended, terminated or never there. */
export const TASK_GONE = 'Task not found or already finished';

/** How the service refuses a second task in one session. */
export const TASK_BUSY = 'Another task is currently running';
