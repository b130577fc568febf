import fs from 'node:fs';
import path from 'node:path';
import { openWindow } from './browser';
import { type ServerOptions, startServer, workbenchAddress } from './codeServer';
import { ScriptError } from './ending';
import { until } from './processes';
import { say } from './say';
import { readTaskPage, type TaskPageView } from './taskPage';
import { Workbench } from './workbench';

/** A task to be run for real, and how it will stand when its picture is taken. */
export interface Subject {
  readonly name: string;
  readonly task: string;
  readonly agent: 'Computer' | 'Browser';
  /** Enough of the task to find its row. */
  readonly row: string;
  /** Whether it stands as its picture should show it; once it is settled when absent. */
  readonly stands?: (view: TaskPageView) => boolean;
}

export interface PicturesOptions extends Pick<ServerOptions, 'host' | 'settings' | 'env'> {
  readonly executablePath: string;
  readonly subjects: readonly Subject[];
  /** Closes the window for so long before the pictures are taken, in ms. */
  readonly closedForMs?: number;
  /** Where the picture of a subject goes. */
  readonly file: (subject: Subject) => string;
}

/** Runs tasks in a VS Code of their own, and takes a picture of each one's page beside the tree with all of them. */
export async function takePictures(options: PicturesOptions): Promise<void> {
  const { executablePath, subjects, closedForMs, file, ...vscode } = options;
  const server = await startServer({ ...vscode, name: 'pictures', extension: 'checkout' });
  const { page, close } = await openWindow({ executablePath, run: server.run, scale: 2 });
  const workbench = new Workbench(page);
  const folder = path.join(server.run.dir, 'workspace');
  fs.mkdirSync(folder);
  const open = async (): Promise<void> => {
    await workbench.open(workbenchAddress(server, folder));
    await workbench.openContainer('AgentBay');
  };
  await open();
  await widenSideBar(workbench);
  for (const subject of subjects) await perform(workbench, subject);
  if (closedForMs !== undefined) {
    await page.goto('about:blank');
    await server.isExtensionHostGone();
    await page.waitForTimeout(closedForMs);
    await open();
  }
  for (const subject of subjects.toReversed()) await picture(workbench, subject, file(subject));
  await close();
  await server.stop();
}

/** Gives the rows room for their descriptions. */
async function widenSideBar({ page }: Workbench): Promise<void> {
  const edge = await page.locator('.part.sidebar').boundingBox();
  if (!edge) throw new ScriptError('The side bar is not in sight.');
  const [x, y] = [edge.x + edge.width + 1, edge.y + edge.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 80, y, { steps: 5 });
  await page.mouse.up();
}

/** Runs a task from the palette until it stands as its picture should show it. */
async function perform(workbench: Workbench, { agent, task, stands }: Subject): Promise<void> {
  await workbench.command('View: Close All Editors');
  await workbench.command(`AgentBay: Run ${agent} Task`);
  await workbench.answer(task);
  const isThere = await until(async () => {
    const view = await readTaskPage(workbench);
    return view !== undefined && (stands?.(view) ?? view.isSettled);
  }, 60_000);
  if (!isThere) throw new ScriptError(`"${task}" did not come to stand as its picture should show it.`);
}

async function picture(workbench: Workbench, { row }: Subject, file: string): Promise<void> {
  await workbench.command('View: Close All Editors');
  await workbench.clearToasts();
  await workbench.row(row).click();
  await until(async () => (await readTaskPage(workbench)) !== undefined, 15_000);
  await workbench.page.mouse.move(900, 780); // so that no row looks hovered
  await workbench.page.waitForTimeout(1_000); // fonts and the last repaint
  await workbench.page.screenshot({ path: file });
  say(`  ${file}`);
}
