import type { ApiResult, CallOptions } from '../results';
import { fieldsOf, opened, shownText, valueOf } from '../wire/fields';
import type { SessionContext } from './context';
import { jsonOf } from './json';
import { callSession, lacking } from './sessionCall';

/** What a caller marks a session with; a session has each name once. */
export type Labels = Readonly<Record<string, string>>;

/** The answer to "which labels has it?". */
export interface LabelsResult extends ApiResult {
  /** Present if and only if the question was answered; `{}` when the session has none. */
  readonly labels?: Labels;
}

/** @throws {ServiceError} `badReply` when the labels cannot be read. */
export async function getLabels(context: SessionContext, call?: CallOptions): Promise<LabelsResult> {
  const envelope = await callSession(context, 'GetLabel', {}, call);
  const { requestId, data } = envelope;
  // JSON text, by the official SDK's tests. A session without labels may have none of it.
  const labels = opened(valueOf(fieldsOf(data), 'Labels') ?? '');
  if (labels === '') return { success: true, requestId, labels: {}, errorMessage: '' };
  if (!fieldsOf(labels)) throw lacking('GetLabel', envelope, 'holds no labels that can be read');
  return { success: true, requestId, labels: textsOf(labels as object), errorMessage: '' };
}

/** The whole set is sent, and takes the place of the one before. */
export async function setLabels(context: SessionContext, labels: Labels, call?: CallOptions): Promise<ApiResult> {
  const params = { Labels: jsonOf(labels, 'The labels') };
  const { requestId } = await callSession(context, 'SetLabel', params, call);
  return { success: true, requestId, errorMessage: '' };
}

/** Labels are texts; whatever else the service may keep there is shown as JSON. */
const textsOf = (labels: object): Labels =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, shownText(value)]));
