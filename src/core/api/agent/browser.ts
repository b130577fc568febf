import { agentTools } from '../../../protocol/wire';
import type { SessionContext } from '../session/context';
import { ServiceError } from '../errors';
import type { AgentOptions, CallOptions, InitializationResult } from '../results';
import { callTool, isUnknownTool } from '../tool/callTool';
import { fieldsOf, textOf } from '../wire/fields';
import { failure, guarded } from '../wire/outcomes';
import type { BrowserTaskOptions } from './options';
import { type OutputSchema, prepareSchema } from './outputSchema';
import { type PreparedTask, TaskAgent } from './taskAgent';

/** Where the service keeps its browser's profile, inside the sandbox; the official SDK always sends this. */
const PERSISTENT_PATH = '/tmp/agentbay_browser';

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

  constructor(context: SessionContext) {
    super(context, agentTools.browser);
    this.#context = context;
  }

  /**
   * Sets how the agent works from here on. Services that no longer have a tool for that get their browser started instead,
   * and the options are kept in this object and sent with each task.
   */
  async initialize(options?: AgentOptions, call?: CallOptions): Promise<InitializationResult> {
    return guarded<InitializationResult>(async () => {
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
    }, failure);
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
    const { gateway, sessionId } = this.#context;
    const params = { SessionId: sessionId, PersistentPath: PERSISTENT_PATH, BrowserOption: '{}' };
    const { requestId, data } = await gateway.call({ action: 'InitBrowser', repeat: 'safe', params }, call);
    if (textOf(fieldsOf(data), 'Port') !== '') return requestId;
    const message =
      'AgentBay did not start the browser of this session. Use a session of browser_latest or linux_latest.';
    throw new ServiceError('service', message, { action: 'InitBrowser', requestId, requestSent: true });
  }
}
