import * as vscode from 'vscode';
import type { Store } from '../../core/store/store';
import { productFormat } from '../../presentation/taskView';
import { firstLine } from '../../presentation/words';
import { ids } from '../ids';

/** Results as ordinary, read-only editors: Markdown or JSON, to search, copy from, preview and save. */
export class Results implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(ids.resultScheme, this);

  constructor(private readonly store: Store) {}

  async open(id: string): Promise<void> {
    const task = this.store.task(id);
    if (task?.product === undefined) return;
    const name = firstLine(task.text, 40).replace(/[^\p{L}\p{N}]+/gu, '-');
    const ending = productFormat(task.product) === 'json' ? 'json' : 'md';
    const uri = vscode.Uri.from({ scheme: ids.resultScheme, path: `/${name || 'result'}.${ending}`, query: id });
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  async copy(id: string): Promise<void> {
    const product = this.store.task(id)?.product;
    if (product === undefined) return;
    await vscode.env.clipboard.writeText(product);
    vscode.window.setStatusBarMessage('Result copied', 3_000);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.store.task(uri.query)?.product ?? 'This task is no longer in the list.';
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
