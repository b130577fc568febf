import type { Step } from '../planner/steps';
import type { StepContext } from './context';
import { closeBrowser, goTo, moveThroughHistory, openBrowser } from './steps/browser';
import { check, clear, select, type } from './steps/fields';
import { deleteFile, listFiles, readFile, saveFinding, writeFile } from './steps/files';
import { click, press, scroll, scrollToText, wait, waitForLoad, waitForText } from './steps/page';
import { read } from './steps/reading';
import { screenshot } from './steps/screenshot';
import { openEngine, search } from './steps/search';

/**
 * Does one step. Each says what it does before doing it.
 * @throws {StepFailure} with the reason when it cannot be done.
 */
export async function runStep(context: StepContext, step: Step): Promise<void> {
  switch (step.do) {
    case 'openBrowser':
      return openBrowser(context);
    case 'closeBrowser':
      return closeBrowser(context);
    case 'goTo':
      return goTo(context, step.url);
    case 'openEngine':
      return openEngine(context, step.engine);
    case 'search':
      return search(context, step);
    case 'click':
      return click(context, step);
    case 'type':
      return type(context, step);
    case 'clear':
      return clear(context, step);
    case 'select':
      return select(context, step);
    case 'check':
      return check(context, step);
    case 'press':
      return press(context, step);
    case 'scroll':
      return scroll(context, step);
    case 'scrollToText':
      return scrollToText(context, step);
    case 'waitForText':
      return waitForText(context, step);
    case 'waitForLoad':
      return waitForLoad(context);
    case 'wait':
      return wait(context, step);
    case 'history':
      return moveThroughHistory(context, step);
    case 'read':
      return read(context, step);
    case 'screenshot':
      return screenshot(context, step);
    case 'writeFile':
      return writeFile(context, step);
    case 'saveFinding':
      return saveFinding(context, step);
    case 'readFile':
      return readFile(context, step);
    case 'listFiles':
      return listFiles(context);
    case 'deleteFile':
      return deleteFile(context, step);
  }
}
