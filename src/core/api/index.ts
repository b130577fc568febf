/** The client of the AgentBay service: everything the rest of the core may use of it. */
export { AgentBay } from './agentBay';
export type { AgentBayOptions } from './agentBay';
export { MAX_TASK_BYTES } from './agent/taskInput';
export { DEFAULT_ENDPOINT, parseEndpoint } from './wire/endpoint';
export { mayHaveBeenAccepted, ServiceError } from './errors';
export type { FailureDetail, FailureKind } from './errors';
export type { Browser } from './agent/browser';
export type { Computer } from './agent/computer';
export type { TaskEvent } from './agent/events';
export type { Mobile, MobileTaskOptions, StreamOptions, TaskStream } from './agent/mobile';
export type { BrowserTaskOptions, WaitListener, WaitOptions, WatchOptions } from './agent/options';
export type { UserQuestion } from './agent/streamTask';
export { Secret } from './secret';
export type { AttachedContext } from './session/attach';
export type { MountedContext, SessionContextMount } from './session/contextMounts';
export type { CreateSessionParams } from './session/creation';
export type { DetailsResult, SessionDetails } from './session/details';
export type { Labels, LabelsResult } from './session/labels';
export type { AdbLinkResult, LinkResult, LinkTarget } from './session/links';
export type { SessionFilter, SessionPage, SessionPageOptions, SessionSummary } from './session/listSessions';
export type { MetricsResult, SessionMetrics } from './session/metrics';
export type { Picture } from './session/picture';
export type { ScreenshotOptions, ScreenshotResult } from './session/screenshot';
export type { AsyncAgent, Session } from './session/session';
export type { SessionStatus } from './session/sessionStatus';
export type { PushEvent, PushMeaning } from './socket/push';
export type { PushOptions } from './socket/pushes';
export type { ToolDescription, ToolsResult } from './session/tools';
export type {
  AgentOptions,
  ApiResult,
  CallOptions,
  DeleteResult,
  ExecutionResult,
  InitializationResult,
  QueryResult,
  SchemaViolation,
  SessionResult,
  TaskFragment,
} from './results';
export type { HttpReply, Transport } from './wire/transport';
export type { HttpRequest } from './wire/request';
