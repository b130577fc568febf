import * as vscode from 'vscode';
import type { Store } from '../../core/store/store';
import { systemClock } from '../../core/util/clock';
import { type Disposable, Emitter } from '../../core/util/emitter';
import { firstLine } from '../../presentation/words';
import { type FromPage, parseFromPage } from '../../protocol/page';
import { ids } from '../ids';
import { pageHtml, pageRoots } from './html';
import { TaskFeed } from './taskFeed';

export interface TaskPagesOptions {
  readonly store: Store;
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** What the page's buttons do, given the task's id. */
  readonly actions: {
    readonly terminateTask: (id: string) => void;
    readonly runAgain: (id: string) => void;
    readonly lookAtSession: (id: string) => void;
    readonly openResult: (id: string) => void;
    readonly copyResult: (id: string) => void;
  };
}

/** A page that is open, and what tells it of its task. */
interface OpenPage {
  readonly panel: vscode.WebviewPanel;
  readonly feed: TaskFeed;
}

/** One page per task. Nothing is retained when a page is hidden: the store is the memory. */
export class TaskPages implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #pages = new Map<string, OpenPage>();
  readonly #visibilityChanged = new Emitter<void>();
  /** A task's page came into sight or went out of it. */
  readonly onDidChangeVisibility = this.#visibilityChanged.event;
  readonly #owned: Disposable[];

  constructor(private readonly options: TaskPagesOptions) {
    this.#owned = [vscode.window.registerWebviewPanelSerializer(ids.taskPage, this), this.#visibilityChanged];
  }

  open(id: string): void {
    const existing = this.#pages.get(id);
    if (existing) {
      existing.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(ids.taskPage, 'AgentBay Task', vscode.ViewColumn.Active);
    this.#adopt(panel, id);
  }

  /** Whether the person is looking at this task's page. */
  isInFront(id: string): boolean {
    return vscode.window.state.focused && this.#pages.get(id)?.panel.visible === true;
  }

  /** Our ids of the tasks whose page is in sight. */
  visibleTasks(): readonly string[] {
    return [...this.#pages].flatMap(([id, { panel }]) => (panel.visible ? [id] : []));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const id = typeof state === 'object' && state !== null && 'id' in state ? state.id : undefined;
    if (typeof id === 'string' && !this.#pages.has(id)) this.#adopt(panel, id);
    else panel.dispose();
    return Promise.resolve();
  }

  dispose(): void {
    for (const { panel, feed } of [...this.#pages.values()]) {
      feed.dispose();
      panel.dispose();
    }
    this.#pages.clear();
    for (const part of this.#owned) part.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, id: string): void {
    const { extension, log, store } = this.options;
    const feed = new TaskFeed({
      store,
      id,
      post: (message) => void panel.webview.postMessage(message),
      clock: systemClock,
      log,
    });
    this.#pages.set(id, { panel, feed });
    panel.onDidDispose(() => {
      feed.dispose();
      this.#pages.delete(id);
      this.#visibilityChanged.fire();
    });
    let wasVisible = panel.visible;
    panel.onDidChangeViewState(() => {
      if (panel.visible === wasVisible) return;
      wasVisible = panel.visible;
      if (!panel.visible) feed.pause();
      this.#visibilityChanged.fire();
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const known = parseFromPage(message);
      if (known) this.#do(known, id, feed);
      else log.warn('The task page sent a message that is not one of ours.');
    });
    panel.webview.options = { enableScripts: true, localResourceRoots: pageRoots(extension) };
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, 'media', 'agentbay-light.svg'),
      dark: vscode.Uri.joinPath(extension, 'media', 'agentbay-dark.svg'),
    };
    panel.webview.html = pageHtml(panel.webview, extension);
    const task = store.task(id);
    if (task) panel.title = firstLine(task.text, 30);
    this.#visibilityChanged.fire();
  }

  #do(wish: FromPage, id: string, feed: TaskFeed): void {
    const { actions } = this.options;
    switch (wish.type) {
      case 'ready':
      case 'latest':
        feed.begin();
        break;
      case 'earlier':
        feed.showEarlier(wish.before);
        break;
      case 'terminateTask':
      case 'runAgain':
      case 'lookAtSession':
      case 'openResult':
      case 'copyResult':
        actions[wish.type](id);
    }
  }
}
