import type { Frame, Locator, Page } from 'playwright-core';
import { ScriptError } from './ending';
import { until } from './processes';

const quoted = (text: string): string => JSON.stringify(text);

/** A sign that our extension is active: its item in the status bar. */
const extensionReady = '.statusbar-item[id*="agentbay.status"]';

function isPaletteGone(): boolean {
  const field = document.querySelector<HTMLInputElement>('.quick-input-widget .quick-input-box input');
  return !field?.checkVisibility() || !field.value.startsWith('>');
}

/** VS Code's real user interface, in the words of a person who uses it. Every wait ends within 15 s unless said otherwise. */
export class Workbench {
  constructor(
    /** The page that shows it, for what has no word here. */
    readonly page: Page,
  ) {
    page.setDefaultTimeout(15_000);
  }

  /** Opens the workbench at `address` and waits until VS Code is drawn and our extension active. */
  async open(address: string): Promise<void> {
    await this.page.goto(address, { timeout: 60_000 });
    await this.isReady();
  }

  /** Reloads the window once VS Code has written its state (open editors among it), which it does every 5 s. */
  async reload(): Promise<void> {
    await this.page.waitForTimeout(6_000);
    await this.page.reload();
    await this.isReady();
  }

  private async isReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
    await this.page.locator(extensionReady).first().waitFor({ timeout: 60_000 });
  }

  /** Runs a command through the palette, by its whole title ("AgentBay: Refresh"). */
  async command(title: string): Promise<void> {
    await this.openPalette();
    await this.quickInput.fill(`>${title}`);
    await this.option(title).click(); // Enter would take whatever row has the focus
    await this.page.waitForFunction(isPaletteGone); // what the command asks next comes in the very same field
  }

  /** A key is lost while the focus is on its way, e.g. in a webview that is just being replaced. */
  private async openPalette(): Promise<void> {
    const isOpen = await until(async () => {
      await this.page.keyboard.press('F1');
      return this.quickInput.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    }, 15_000);
    if (!isOpen) throw new ScriptError('The command palette does not open.');
  }

  /** The text field of whatever asks at the top: palette, quick pick or input box. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  /** Answers an input box. */
  async answer(text: string): Promise<void> {
    await this.quickInput.waitFor();
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** What an input box says below its field: the prompt, or why it refuses the answer. */
  get inputMessage(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-message');
  }

  /** A row of the open quick pick, by its label. */
  option(label: string): Locator {
    const row = '.quick-input-widget [role="option"]';
    return this.page.locator(`${row}[aria-label=${quoted(label)}], ${row}[aria-label^=${quoted(`${label},`)}]`).first();
  }

  /** Opens a view container by its name in the activity bar. */
  async openContainer(name: string): Promise<void> {
    const tab = this.container(name);
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
  }

  /** The entry of a view container in the activity bar; its label and `.badge-content` carry the badge. */
  container(name: string): Locator {
    return this.page.locator(`.activitybar [role="tab"]:has(.action-label[aria-label^=${quoted(name)}])`);
  }

  /** A row of a tree in the side bar, by (part of) its label. Only rows in sight exist. */
  row(label: string | RegExp): Locator {
    const labels = this.page.locator('.label-name', { hasText: label });
    return this.page.locator('.pane-body .monaco-list [role="treeitem"]').filter({ has: labels }).first();
  }

  /** Right-clicks and chooses an entry. */
  async contextMenu(target: Locator, entry: string): Promise<void> {
    await target.click({ button: 'right' });
    const item = this.page.locator('.monaco-menu-container [role="menuitem"]', { hasText: entry }).first();
    await item.waitFor();
    await item.hover();
    await this.page.waitForTimeout(200); // VS Code ignores a mouse-up in the menu's first 100 ms
    await item.click();
  }

  /** Clicks an icon that a row shows while the mouse is over it, by (the start of) its label. */
  async inlineAction(row: Locator, label: string): Promise<void> {
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^=${quoted(label)}]`).click();
  }

  /** A notification that pops up, by (part of) its text. It leaves by itself after some seconds. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** The texts of the notifications in sight. */
  toasts(): Promise<readonly string[]> {
    return this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }

  /** At most three notifications show at a time: clear them between steps. */
  async clearToasts(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'detached' });
  }

  /** An item of the status bar, by (part of) its text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  /** The modal dialog that is open; its buttons by role. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** The document of an open webview, by its `<title>`. Another editor in front ends it: ask again then. */
  async webview(title: string, timeoutMs = 15_000): Promise<Frame> {
    let found: Frame | undefined;
    await until(async () => (found = await this.findWebview(title)) !== undefined, timeoutMs);
    if (!found) throw new ScriptError(`No webview titled "${title}" within ${timeoutMs / 1000} s.`);
    return found;
  }

  /** Waits until the webview titled so shows something. What it shows is replaced whole when another editor takes its place. */
  async shows(title: string, selector: string, timeoutMs = 15_000): Promise<void> {
    const isShown = async (): Promise<boolean> => {
      const shown = (await this.findWebview(title))?.locator(selector).first();
      return (await shown?.isVisible().catch(() => false)) ?? false;
    };
    if (!(await until(isShown, timeoutMs))) throw new ScriptError(`“${title}” does not show ${selector}.`);
  }

  /** As `webview`, without waiting. A webview is a frame of ours in a frame of VS Code's in the page. */
  async findWebview(title: string): Promise<Frame | undefined> {
    for (const frame of this.page.frames()) {
      // A frame that is just going has no title to give.
      if (frame.parentFrame()?.parentFrame() && (await frame.title().catch(() => '')) === title) return frame;
    }
    return undefined;
  }
}
