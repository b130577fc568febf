import type { ApiResult, CallOptions } from '../results';
import { type Fields, fieldsOf, opened, textOf, valueOf } from '../wire/fields';
import { ServiceError } from '../errors';
import type { SessionContext } from './context';
import { askDetails } from './details';
import { answered, lacking } from './sessionCall';

/** A tool that an image has. A text is `''` where the service does not say. */
export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments; `{}` where the service tells none. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly server: string;
}

/** The answer to "which tools are there?". */
export interface ToolsResult extends ApiResult {
  /** `[]` when the question failed. */
  readonly tools: readonly ToolDescription[];
}

/**
 * Lists the tools of the image a session was started from: the service tells them by image, so a session that this client did not
 * create is asked for its image first.
 * @throws {ServiceError} `service` when the image is not known, `badReply` when there is no list.
 */
export async function listTools(context: SessionContext, call?: CallOptions): Promise<ToolsResult> {
  const action = 'ListMcpTools';
  const imageId = context.imageId() ?? (await imageOf(context, call));
  const envelope = await context.gateway.call({ action, repeat: 'safe', params: { ImageId: imageId } }, call);
  // JSON text, by the official SDK's tests; the envelope has opened it.
  if (!Array.isArray(envelope.data)) throw lacking(action, envelope, 'holds no list of tools');
  const tools = (envelope.data as unknown[])
    .map(fieldsOf)
    .filter((fields) => fields !== undefined)
    .map(readTool)
    .filter(({ name }) => name !== '');
  return { success: true, requestId: envelope.requestId, tools, errorMessage: '' };
}

async function imageOf(context: SessionContext, call?: CallOptions): Promise<string> {
  const { envelope, details } = await askDetails(context, call);
  if (details.imageId !== '') return details.imageId;
  const message = 'AgentBay does not say what this session was started from, so its tools cannot be listed.';
  throw new ServiceError('service', message, answered('GetSessionDetail', envelope));
}

function readTool(fields: Fields): ToolDescription {
  const schema = opened(valueOf(fields, 'inputSchema'));
  return {
    name: textOf(fields, 'name', 'tool'),
    description: textOf(fields, 'description'),
    inputSchema: fieldsOf(schema) ? (schema as Record<string, unknown>) : {},
    server: textOf(fields, 'server', 'serverName'),
  };
}
