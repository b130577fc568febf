import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'agentbay-vscode.agentbay';

/** The extension as VS Code sees it, active. */
async function activated(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension(id);
  assert(extension, `VS Code knows no extension ${id}`);
  await extension.activate();
  return extension;
}

/** The command ids that the manifest promises. */
function contributed(extension: vscode.Extension<unknown>): readonly string[] {
  const manifest = extension.packageJSON as { contributes: { commands: readonly { command: string }[] } };
  return manifest.contributes.commands.map(({ command }) => command);
}

describe('the extension', () => {
  it('activates', async () => {
    assert.equal((await activated()).isActive, true);
  });

  it('registers every command it contributes', async () => {
    const promised = contributed(await activated());
    const registered = new Set(await vscode.commands.getCommands(true));
    assert(promised.length > 0);
    assert.deepEqual(
      promised.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('contributes every command it registers', async () => {
    const promised = new Set(contributed(await activated()));
    // VS Code registers commands of its own for each view and container: `<view>.focus` and the like.
    const ours = (await vscode.commands.getCommands(true)).filter((command) => /^agentbay\.[^.]+$/.test(command));
    assert(ours.length > 0);
    assert.deepEqual(
      ours.filter((command) => !promised.has(command)),
      [],
    );
  });
});
