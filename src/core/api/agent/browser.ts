import { agentTools } from '../../../protocol/wire';
import { ServiceError } from '../errors';
import type { AgentOptions, CallOptions, InitializationResult } from '../results';
import type { SessionContext } from '../session/context';
import { answered, callSession, guardedAs } from '../session/sessionCall';
import type { SessionSocket } from '../socket/sessionSocket';
import { callTool, isUnknownTool } from '../tool/callTool';
import { fieldsOf, textOf } from '../wire/fields';
import { failure } from '../wire/outcomes';
import type { BrowserTaskOptions } from './options';
import { type OutputSchema, prepareSchema } from './outputSchema';
import { type PreparedTask, TaskAgent } from './taskAgent';
import { TOOL_CALL } from './taskReplies';

/** Where the service keeps its browser's profile, inside the sandbox; the official SDK always sends this. */
const PERSISTENT_PATH = '/tmp/agentbay_browser';

const INIT_BROWSER = 'InitBrowser';

/** What `initialize` set. */
interface InitialOptions {
  readonly useVision?: boolean | undefined;
  /** What every product shall follow. */
  readonly schema?: OutputSchema | undefined;
  /** The service was told once; otherwise each task tells it. */
  readonly isKeptByService: boolean;
}

/** The agent that works a browser (beta). Lives on the images `linux_latest` and `browser_latest`. */
export class Browser extends TaskAgent<BrowserTaskOptions> {
  readonly #context: SessionContext;
  #initial: InitialOptions = { isKeptByService: false };

  constructor(context: SessionContext, socket: SessionSocket) {
    super(context, agentTools.browser, socket);
    this.#context = context;
  }

  /**
   * Sets how the agent works from here on. Services that no longer have a tool for that get their browser started instead,
   * and the options are kept in this object and sent with each task.
   */
  async initialize(options?: AgentOptions, call?: CallOptions): Promise<InitializationResult> {
    return guardedAs<InitializationResult>(
      TOOL_CALL,
      async () => {
        const schema = await prepareSchema(options?.outputSchema);
        try {
          const requestId = await this.#callTool(options, call);
          this.#initial = { schema, isKeptByService: true };
          return { success: true, requestId, errorMessage: '' };
        } catch (error) {
          if (!(error instanceof ServiceError && isUnknownTool(error, agentTools.browser.initialize))) throw error;
        }
        const requestId = await this.#startBrowser(call);
        this.#initial = { schema, useVision: options?.useVision, isKeptByService: false };
        return { success: true, requestId, errorMessage: '' };
      },
      failure,
    );
  }

  protected override async prepare(task: string, options: BrowserTaskOptions = {}): Promise<PreparedTask> {
    const { isKeptByService, ...initial } = this.#initial;
    // '' is a choice too: no schema for this one task.
    const schema = options.outputSchema === undefined ? initial.schema : await prepareSchema(options.outputSchema);
    const { useVision = isKeptByService ? undefined : initial.useVision, fullPageScreenshot } = options;
    const isSchemaSent = schema !== undefined && !(isKeptByService && options.outputSchema === undefined);
    const args = {
      task,
      ...(useVision !== undefined && { use_vision: useVision }),
      ...(isSchemaSent && { output_schema: schema.text }),
      ...(fullPageScreenshot !== undefined && { full_page_screenshot: fullPageScreenshot }),
    };
    return { args, schema };
  }

  async #callTool({ useVision = false, outputSchema = {} }: AgentOptions = {}, call?: CallOptions): Promise<string> {
    const args = { use_vision: useVision, output_schema: outputSchema };
    return (await callTool(this.#context, agentTools.browser.initialize, args, 'safe', call)).requestId;
  }

  async #startBrowser(call?: CallOptions): Promise<string> {
    const params = { PersistentPath: PERSISTENT_PATH, BrowserOption: '{}' };
    const envelope = await callSession(this.#context, INIT_BROWSER, params, call);
    if (textOf(fieldsOf(envelope.data), 'Port') !== '') return envelope.requestId;
    const message =
      'AgentBay did not start the browser of this session. Use a session of browser_latest or linux_latest.';
    throw new ServiceError('service', message, answered(INIT_BROWSER, envelope));
  }
}
