import fs from 'node:fs';
import path from 'node:path';

/** The checkout. */
export const root = path.resolve(__dirname, '../..');

/** Everything we download, build for tests or leave behind: ignored by git, may be deleted at any time. */
export const cache = path.join(root, '.vscode-test');

/** The id and version under which VS Code knows the extension, read from the manifest. */
export function manifest(): { readonly id: string; readonly version: string } {
  const fields: unknown = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  if (
    typeof fields === 'object' &&
    fields !== null &&
    'publisher' in fields &&
    'name' in fields &&
    'version' in fields
  ) {
    return { id: `${String(fields.publisher)}.${String(fields.name)}`, version: String(fields.version) };
  }
  throw new Error('package.json names no publisher, name and version.');
}
