import { agentTools } from '../../../protocol/wire';
import type { SessionContext } from '../session/context';
import { TaskAgent } from './taskAgent';
import { ServiceError } from '../errors';
import { badInput } from '../wire/failures';
import { fieldsOf, opened, textOf } from '../wire/fields';
import { failure, guarded } from '../wire/outcomes';
import type { AgentOptions, CallOptions, InitializationResult } from '../results';
import { callTool, isUnknownTool } from '../tool/callTool';

/** Where the service keeps its browser's profile, inside the sandbox; the official SDK always sends this. */
const PERSISTENT_PATH = '/tmp/agentbay_browser';

/** The agent that works a browser (beta). Lives on the images `linux_latest` and `browser_latest`. */
export class Browser extends TaskAgent {
  readonly #context: SessionContext;
  /** Options that the service takes with each task instead of once. */
  #taskOptions: Readonly<Record<string, unknown>> = {};

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
      checkSchema(options?.outputSchema);
      try {
        const requestId = await this.#callTool(options, call);
        this.#taskOptions = {};
        return { success: true, requestId, errorMessage: '' };
      } catch (error) {
        if (!(error instanceof ServiceError && isUnknownTool(error, agentTools.browser.initialize))) throw error;
      }
      const requestId = await this.#startBrowser(call);
      this.#taskOptions = perTask(options);
      return { success: true, requestId, errorMessage: '' };
    }, failure);
  }

  protected override taskArguments(task: string): Readonly<Record<string, unknown>> {
    return { task, ...this.#taskOptions };
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

function checkSchema(schema: AgentOptions['outputSchema']): void {
  if (schema === undefined || schema === '' || fieldsOf(opened(schema))) return;
  throw badInput(
    'The output schema is not a JSON object. Give a JSON Schema such as {"type":"object","properties":{}}.',
  );
}

/** The options as the execute tool takes them: the schema as text. */
function perTask({ useVision, outputSchema }: AgentOptions = {}): Readonly<Record<string, unknown>> {
  const schema = typeof outputSchema === 'object' ? JSON.stringify(outputSchema) : outputSchema;
  return {
    ...(useVision !== undefined && { use_vision: useVision }),
    ...(schema && { output_schema: schema }),
  };
}
