import * as vscode from 'vscode';
import type { Disposable } from '../../core/util/emitter';
import type { Store } from '../../core/store/store';
import { taskView } from '../../presentation/taskView';
import { firstLine } from '../../presentation/words';
import { type FromPage, parseFromPage, type ToPage } from '../../protocol/page';
import { ids } from '../ids';
import { pageHtml, pageRoots } from './html';

export interface TaskPagesOptions {
  readonly store: Store;
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** What the page's buttons do, given the task's id. */
  readonly actions: {
    readonly terminateTask: (id: string) => void;
    readonly runAgain: (id: string) => void;
    readonly openResult: (id: string) => void;
    readonly copyResult: (id: string) => void;
  };
}

/** One page per task. Nothing is retained when a page is hidden: the store is the memory. */
export class TaskPages implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #owned: Disposable[];

  constructor(private readonly options: TaskPagesOptions) {
    this.#owned = [
      vscode.window.registerWebviewPanelSerializer(ids.taskPage, this),
      options.store.onDidChange((change) => {
        const id = change.kind === 'task' ? (change.after ?? change.before)?.id : undefined;
        if (id !== undefined) this.#show(id);
      }),
    ];
  }

  open(id: string): void {
    const existing = this.#panels.get(id);
    if (existing) {
      existing.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(ids.taskPage, 'AgentBay Task', vscode.ViewColumn.Active);
    this.#adopt(panel, id);
  }

  /** Whether the person is looking at this task's page. */
  isInFront(id: string): boolean {
    return vscode.window.state.focused && this.#panels.get(id)?.visible === true;
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const id = typeof state === 'object' && state !== null && 'id' in state ? state.id : undefined;
    if (typeof id === 'string' && !this.#panels.has(id)) this.#adopt(panel, id);
    else panel.dispose();
    return Promise.resolve();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#owned, ...this.#panels.values()).dispose();
    this.#panels.clear();
  }

  #adopt(panel: vscode.WebviewPanel, id: string): void {
    const { extension, log, actions } = this.options;
    this.#panels.set(id, panel);
    const handlers: Record<FromPage['type'], () => void> = {
      ready: () => this.#show(id),
      terminateTask: () => actions.terminateTask(id),
      runAgain: () => actions.runAgain(id),
      openResult: () => actions.openResult(id),
      copyResult: () => actions.copyResult(id),
    };
    panel.onDidDispose(() => this.#panels.delete(id));
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const known = parseFromPage(message);
      if (known) handlers[known.type]();
      else log.warn('The task page sent a message that is not one of ours.');
    });
    panel.webview.options = { enableScripts: true, localResourceRoots: pageRoots(extension) };
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, 'media', 'agentbay-light.svg'),
      dark: vscode.Uri.joinPath(extension, 'media', 'agentbay-dark.svg'),
    };
    panel.webview.html = pageHtml(panel.webview, extension);
    this.#title(panel, id);
  }

  #show(id: string): void {
    const panel = this.#panels.get(id);
    if (!panel) return;
    this.#title(panel, id);
    void panel.webview.postMessage(this.#message(id));
  }

  #title(panel: vscode.WebviewPanel, id: string): void {
    const task = this.options.store.task(id);
    if (task) panel.title = firstLine(task.text, 30);
  }

  #message(id: string): ToPage {
    const { store } = this.options;
    const task = store.task(id);
    if (!task) return { type: 'missing', message: 'This task is no longer in the list.' };
    return {
      type: 'show',
      view: taskView(task, task.sessionId === undefined ? undefined : store.session(task.sessionId)),
    };
  }
}
