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
