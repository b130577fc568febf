import { sessionTools } from '../../../protocol/wire';
import type { ApiResult, CallOptions } from '../results';
import { callTool, unreadableAnswer } from '../tool/callTool';
import { type Fields, textOf } from '../wire/fields';
import type { SessionContext } from './context';

/** What a session's machine is doing. A figure is absent where the service does not tell it. */
export interface SessionMetrics {
  readonly cpuCount?: number;
  /** 0 to 100. */
  readonly cpuUsedPercent?: number;
  readonly memoryTotalBytes?: number;
  readonly memoryUsedBytes?: number;
  readonly diskTotalBytes?: number;
  readonly diskUsedBytes?: number;
  /** Received, in kB per s. */
  readonly receivedKbytePerSecond?: number;
  /** Sent, in kB per s. */
  readonly sentKbytePerSecond?: number;
  /** Received since the start, in kB. */
  readonly receivedKbyte?: number;
  /** Sent since the start, in kB. */
  readonly sentKbyte?: number;
  /** When it was measured, in the service's words: a date and time. */
  readonly timestamp?: string;
}

/** The answer to "what is its machine doing?". */
export interface MetricsResult extends ApiResult {
  /** Present if and only if the question was answered. */
  readonly metrics?: SessionMetrics;
}

type Figure = Exclude<keyof SessionMetrics, 'timestamp'>;

/** The service's names of each, newest first (official SDK 0.13 to 0.19, its tests). Letter case does not matter. */
const names: Readonly<Record<Figure, readonly string[]>> = {
  cpuCount: ['cpu_count'],
  cpuUsedPercent: ['cpu_used_pct'],
  memoryTotalBytes: ['mem_total'],
  memoryUsedBytes: ['mem_used'],
  diskTotalBytes: ['disk_total'],
  diskUsedBytes: ['disk_used'],
  receivedKbytePerSecond: ['rx_rate_kbyte_per_s', 'rx_rate_kbps'],
  sentKbytePerSecond: ['tx_rate_kbyte_per_s', 'tx_rate_kbps'],
  receivedKbyte: ['rx_used_kbyte', 'rx_used_kb'],
  sentKbyte: ['tx_used_kbyte', 'tx_used_kb'],
};

/**
 * Asks the tool `get_metrics`, which images based on Linux have.
 * @throws {ServiceError} `service` when the image has no such tool; `badReply` when its answer tells no figure.
 */
export async function getMetrics(context: SessionContext, call?: CallOptions): Promise<MetricsResult> {
  const answer = await callTool(context, sessionTools.metrics, {}, 'safe', call);
  const metrics = readMetrics(answer.fields);
  if (!metrics) throw unreadableAnswer(sessionTools.metrics, answer, 'tells no figures');
  return { success: true, requestId: answer.requestId, metrics, errorMessage: '' };
}

function readMetrics(fields: Fields | undefined): SessionMetrics | undefined {
  const figures: Partial<Record<Figure, number>> = {};
  for (const [figure, spellings] of Object.entries(names) as [Figure, readonly string[]][]) {
    const text = textOf(fields, ...spellings).trim();
    const value = Number(text);
    if (text !== '' && Number.isFinite(value)) figures[figure] = value;
  }
  if (Object.keys(figures).length === 0) return undefined;
  const timestamp = textOf(fields, 'timestamp');
  return { ...figures, ...(timestamp !== '' && { timestamp }) };
}
