import fs from 'node:fs';
import path from 'node:path';
import { cache } from './paths';

const text = `# A folder to try AgentBay in

Press F1 and choose **AgentBay: Run Computer Task**. Then type one of these:

- Open Chrome browser
- Query the weather in Shanghai with Baidu
- Go to example.com and read the headings
`;

/** A small folder to open in VS Code, under `.vscode-test`; what someone wrote into it stays. */
export function demoFolder(): string {
  const folder = path.join(cache, 'demo');
  const file = path.join(folder, 'README.md');
  fs.mkdirSync(folder, { recursive: true });
  if (!fs.existsSync(file)) fs.writeFileSync(file, text);
  return folder;
}
