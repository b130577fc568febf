import type { SessionContext } from './context';
import { Browser } from '../agent/browser';
import { Computer } from '../agent/computer';
import { Mobile } from '../agent/mobile';
import { deleteSession } from './deleteSession';
import { askDetails, type DetailsResult } from './details';
import { getLabels, type Labels, type LabelsResult, setLabels } from './labels';
import {
  type AdbLinkResult,
  getAdbLink,
  getCdpLink,
  getLink,
  getLiveView,
  type LinkResult,
  type LinkTarget,
} from './links';
import { getMetrics, type MetricsResult } from './metrics';
import { pauseSession, resumeSession } from './pause';
import { type ScreenshotOptions, type ScreenshotResult, takeScreenshot } from './screenshot';
import { callSession, guardedAs } from './sessionCall';
import { listTools, type ToolsResult } from './tools';
import type { Disposable } from '../../util/emitter';
import type { PushEvent } from '../socket/push';
import { answerPush, PushListener, type PushOptions } from '../socket/pushes';
import { SessionSocket } from '../socket/sessionSocket';
import { failure } from '../wire/outcomes';
import type { ApiResult, CallOptions, DeleteResult } from '../results';

/** The agents of a session. Which of them answers depends on the image the session was started from. */
export class AsyncAgent {
  readonly computer: Computer;
  readonly browser: Browser;
  readonly mobile: Mobile;

  constructor(context: SessionContext, socket: SessionSocket) {
    this.computer = new Computer(context, socket);
    this.browser = new Browser(context, socket);
    this.mobile = new Mobile(context, socket);
  }
}

/**
 * A handle on a session: making one asks nothing, and printing it shows nothing secret. Its methods do not throw, see `ApiResult`;
 * a session that is gone is `notFound` with subject `session`, an empty id `badInput`. What else they may fail with: see
 * `AgentBay`. What is known of their calls comes from the official SDK 0.13 to 0.19, its source and tests.
 */
export class Session {
  readonly sessionId: string;
  readonly agent: AsyncAgent;
  readonly #context: SessionContext;
  readonly #socket: SessionSocket;

  constructor(context: SessionContext) {
    this.sessionId = context.sessionId;
    this.#context = context;
    this.#socket = new SessionSocket(context);
    this.agent = new AsyncAgent(context, this.#socket);
  }

  /** How the session is, what it was started from, and why it ended. Asking does not keep it alive. */
  async getDetails(call?: CallOptions): Promise<DetailsResult> {
    return guardedAs<DetailsResult>(
      'GetSessionDetail',
      async () => {
        const { envelope, details } = await askDetails(this.#context, call);
        return { success: true, requestId: envelope.requestId, details, errorMessage: '' };
      },
      failure,
    );
  }

  /**
   * Ends the session and every task in it, and waits until the service confirms that it is gone (a minute at most, unless
   * `timeoutMs` says otherwise). A session that was gone already counts as success; one that is paused must be resumed first.
   */
  async delete(call?: CallOptions): Promise<DeleteResult> {
    return guardedAs('DeleteSessionAsync', () => deleteSession(this.#context, call), failure);
  }

  /**
   * Puts the session to rest (beta, for accounts that are allowed to) and waits until it is, ten minutes at most unless
   * `timeoutMs` says otherwise. A paused session does no tasks.
   */
  async pause(call?: CallOptions): Promise<ApiResult> {
    return guardedAs('PauseSessionAsync', () => pauseSession(this.#context, call), failure);
  }

  /** Wakes a paused session and waits until it is running, ten minutes at most unless `timeoutMs` says otherwise. */
  async resume(call?: CallOptions): Promise<ApiResult> {
    return guardedAs('ResumeSessionAsync', () => resumeSession(this.#context, call), failure);
  }

  /** Starts the idle clock again: an idle session is released after `idleTimeoutSeconds` (official SDK, from 0.16 on). */
  async keepAlive(call?: CallOptions): Promise<ApiResult> {
    const action = 'RefreshSessionIdleTime';
    return guardedAs<ApiResult>(
      action,
      async () => {
        const { requestId } = await callSession(this.#context, action, {}, call);
        return { success: true, requestId, errorMessage: '' };
      },
      failure,
    );
  }

  /** The labels the session has; `{}` when it has none. */
  async getLabels(call?: CallOptions): Promise<LabelsResult> {
    return guardedAs<LabelsResult>('GetLabel', () => getLabels(this.#context, call), failure);
  }

  /** Sends the whole set of labels, which takes the place of the one before. `badInput` for what has no JSON form. */
  async setLabels(labels: Labels, call?: CallOptions): Promise<ApiResult> {
    return guardedAs('SetLabel', () => setLabels(this.#context, labels, call), failure);
  }

  /** A fresh address of the session's live picture, with control, for a browser. It works once and expires: ask anew each time. */
  async getLiveView(call?: CallOptions): Promise<LinkResult> {
    return guardedAs<LinkResult>('GetMcpResource', () => getLiveView(this.#context, call), failure);
  }

  /** What the session's machine is doing; images based on Linux tell it. */
  async getMetrics(call?: CallOptions): Promise<MetricsResult> {
    return guardedAs<MetricsResult>('CallMcpTool', () => getMetrics(this.#context, call), failure);
  }

  /** A picture of what the session shows, as bytes or as an address. `badInput` for options that are none. */
  async takeScreenshot(options?: ScreenshotOptions, call?: CallOptions): Promise<ScreenshotResult> {
    return guardedAs<ScreenshotResult>('CallMcpTool', () => takeScreenshot(this.#context, options, call), failure);
  }

  /** The tools of the image that the session was started from; a fair test of which agents it has. */
  async listTools(call?: CallOptions): Promise<ToolsResult> {
    return guardedAs<ToolsResult>(
      'ListMcpTools',
      () => listTools(this.#context, call),
      (error) => ({ ...failure(error), tools: [] }),
    );
  }

  /**
   * An address, for anyone who has it, of a port inside the session (a paid feature). `badInput` for another protocol or port,
   * `service` when the service does not open it.
   */
  async getLink(target: LinkTarget, call?: CallOptions): Promise<LinkResult> {
    return guardedAs<LinkResult>('GetLink', () => getLink(this.#context, target, call), failure);
  }

  /** The Chrome DevTools endpoint of a session of a browser image, `wss://...`; `service` for other images. */
  async getCdpLink(call?: CallOptions): Promise<LinkResult> {
    return guardedAs<LinkResult>('GetCdpLink', () => getCdpLink(this.#context, call), failure);
  }

  /**
   * The command that connects to a phone; `service` for other images.
   * @param adbPublicKey The text of the caller's `adbkey.pub`; only its owner can connect. `badInput` when it is empty.
   */
  async getAdbLink(adbPublicKey: string, call?: CallOptions): Promise<AdbLinkResult> {
    return guardedAs<AdbLinkResult>('GetAdbLink', () => getAdbLink(this.#context, adbPublicKey, call), failure);
  }

  /**
   * Listens for what the service says of its own accord, such as that the browser is stuck at a captcha. Needs the way in that
   * `create` or `get` learns; whether the socket opens, and that it was lost, `onProblem` tells.
   * @returns Ends the listening.
   */
  onPush(listener: (event: PushEvent) => void, options: PushOptions = {}): Disposable {
    return new PushListener(this.#socket, this.#context, listener, options);
  }

  /**
   * Tells the service that the person has done what a push asked for (in the live view, see `getLiveView`); `service` when the
   * session offers no socket.
   */
  async answerCallForUser(push: PushEvent): Promise<ApiResult> {
    return guardedAs<ApiResult>(
      'call-for-user',
      async () => {
        await answerPush(this.#socket, push);
        return { success: true, requestId: '', errorMessage: '' };
      },
      failure,
    );
  }
}
