import type { Locator } from 'playwright-core';
import { quoted, type StepContext } from '../context';
import { look, type Ways } from './look';
import { notFound } from './wording';

const BOXES = 'input[type=checkbox],input[type=radio],[role=checkbox],[role=switch],[role=radio]';

/** Finds a box to tick. @throws {StepFailure} when there is none of that name. */
export async function findBox(context: StepContext, name: string): Promise<Locator> {
  const found = await look(context, (frame) => {
    const boxes = frame.locator(BOXES);
    return [
      boxes.and(frame.getByLabel(name, { exact: true })),
      boxes.and(frame.getByLabel(name)),
      boxes.and(frame.locator(`[name=${JSON.stringify(name)} i]`)),
    ];
  });
  if (found) return found;
  const what = quoted(context, name);
  throw await notFound(context, { en: `checkbox ${what}`, zh: `复选框${what}` }, await labelsOf(context, BOXES));
}

/** A list with options, or a radio button that is the option. */
export interface Choice {
  readonly kind: 'list' | 'radio';
  readonly locator: Locator;
}

/**
 * Finds where an option can be chosen: the list of the given name, or without a name the list or radio button that has it.
 * @throws {StepFailure} when there is none.
 */
export async function findChoice(context: StepContext, option: string, field: string | undefined): Promise<Choice> {
  const lists: Ways = (frame) => {
    const all = frame.locator('select');
    if (field === undefined) return [all.filter({ has: frame.locator('option', { hasText: option }) })];
    const attribute = JSON.stringify(field);
    return [
      all.and(frame.getByLabel(field, { exact: true })),
      all.and(frame.getByLabel(field)),
      all.and(frame.locator(`[name=${attribute} i],[id=${attribute} i]`)),
    ];
  };
  const radios: Ways = (frame) => {
    const all = frame.locator('input[type=radio],[role=radio]');
    return [all.and(frame.getByLabel(option, { exact: true })), all.and(frame.getByLabel(option))];
  };
  const either = await look(context, (frame) => [...lists(frame), ...radios(frame)]);
  const list = either && (await look(context, lists, 1, 0));
  if (list) return { kind: 'list', locator: list };
  if (either) return { kind: 'radio', locator: either };
  const what = quoted(context, field ?? option);
  throw await notFound(
    context,
    field === undefined
      ? { en: `list with an option ${what}`, zh: `包含选项${what}的列表` }
      : { en: `list ${what}`, zh: `下拉列表${what}` },
    await labelsOf(context, 'select'),
  );
}

async function labelsOf(context: StepContext, selector: string): Promise<readonly string[]> {
  const page = await context.page();
  const labels = await page
    .locator(selector)
    .filter({ visible: true })
    .evaluateAll((elements) =>
      elements.map((element) => {
        const label =
          element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0] : null;
        // The label of a list holds the list, whose options are no part of its name.
        const words = [...(label?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE);
        return words
          .map((node) => node.textContent ?? '')
          .join(' ')
          .replace(/\s+/g, ' ')
          .trim();
      }),
    );
  return labels.filter((label) => label !== '');
}
