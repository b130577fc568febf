/** The client of the AgentBay service: everything the rest of the core may use of it. */
export { AgentBay } from './agentBay';
export type { AgentBayOptions, CreateSessionParams } from './agentBay';
export { MAX_TASK_BYTES } from './agent/taskAgent';
export { DEFAULT_ENDPOINT, parseEndpoint } from './wire/endpoint';
export { mayHaveBeenAccepted, ServiceError } from './errors';
export type { FailureDetail, FailureKind } from './errors';
export type { Browser } from './agent/browser';
export type { Computer } from './agent/computer';
export type { AsyncAgent, Session } from './session/session';
export type {
  AgentOptions,
  ApiResult,
  CallOptions,
  DeleteResult,
  ExecutionResult,
  InitializationResult,
  QueryResult,
  SessionResult,
} from './results';
export type { HttpReply, Transport } from './wire/transport';
export type { HttpRequest } from './wire/request';
