import * as vscode from 'vscode';
import type { Store } from '../../core/store/store';
import { productFormat } from '../../presentation/taskView';
import { firstLine } from '../../presentation/words';
import { ids } from '../ids';

/** Results as ordinary, read-only editors: Markdown or JSON, to search, copy from, preview and save. */
export class Results implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(ids.resultScheme, this);

  constructor(private readonly store: Pick<Store, 'task' | 'product'>) {}

  async open(id: string): Promise<void> {
    const task = this.store.task(id);
    const product = await this.store.product(id);
    if (!task || product === undefined) return;
    const name = firstLine(task.text, 40).replace(/[^\p{L}\p{N}]+/gu, '-');
    const ending = productFormat(product) === 'json' ? 'json' : 'md';
    const uri = vscode.Uri.from({ scheme: ids.resultScheme, path: `/${name || 'result'}.${ending}`, query: id });
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  async copy(id: string): Promise<void> {
    const product = await this.store.product(id);
    if (product === undefined) return;
    await vscode.env.clipboard.writeText(product);
    vscode.window.setStatusBarMessage('Result copied', 3_000);
  }

  /** Asked again after a reload too: the address names the task. */
  async provideTextDocumentContent({ query: id }: vscode.Uri): Promise<string> {
    if (!this.store.task(id)) return 'This task is no longer in the list.';
    return (await this.store.product(id)) ?? 'This task has no result.';
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
