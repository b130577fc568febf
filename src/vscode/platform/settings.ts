import * as vscode from 'vscode';
import type { ConnectionSettings } from '../../core/connection/connections';

const section = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('agentbay');

/** Read through `inspect`, so that only what the person chose for VS Code as a whole counts, never a workspace's wish. */
function chosen(key: string): unknown {
  const found = section().inspect(key);
  return found?.globalValue ?? found?.defaultValue;
}

const text = (key: string): string => {
  const value = chosen(key);
  return typeof value === 'string' ? value.trim() : '';
};

export function connectionSettings(): ConnectionSettings {
  const connection = text('connection');
  return {
    connection: connection === 'cloud' || connection === 'local' ? connection : 'auto',
    endpoint: text('endpoint'),
  };
}

/** Shortest and longest pause between two questions about a task. */
export interface PollBounds {
  /** ms. */
  readonly shortestMs: number;
  /** ms, at least `shortestMs`. */
  readonly longestMs: number;
}

/** A number of seconds within its range; what is no number, as a settings file may hold anything, counts as `usual`. */
function seconds(key: string, usual: number, least: number, most: number): number {
  const value = chosen(key);
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, least), most) : usual;
}

export function pollBounds(): PollBounds {
  const shortestMs = seconds('polling.shortestPause', 1, 1, 60) * 1_000;
  return { shortestMs, longestMs: Math.max(shortestMs, seconds('polling.longestPause', 30, 5, 300) * 1_000) };
}

/** The settings of AgentBay Local as its command line options. */
export function localArguments(): string[] {
  const chromium = text('local.chromiumPath');
  const engines = chosen('local.searchEngines');
  const hasEngines = typeof engines === 'object' && engines !== null && Object.keys(engines).length > 0;
  return [
    ...(chromium === '' ? [] : ['--chromium', chromium]),
    ...(hasEngines ? ['--search-engines', JSON.stringify(engines)] : []),
    ...(chosen('local.showBrowser') === true ? ['--headed'] : []),
    ...(chosen('local.chromiumSandbox') === false ? ['--no-sandbox'] : []),
  ];
}
