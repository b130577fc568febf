import type { Locator } from 'playwright-core';
import { quoted, StepFailure, type StepContext } from '../context';
import { look, type Ways } from './look';
import { listed, notFound } from './wording';

const TEXT_FIELDS = [
  'input:not([type])',
  ...['text', 'search', 'email', 'url', 'tel', 'password', 'number', 'date', 'time'].map(
    (type) => `input[type=${type}]`,
  ),
  'textarea',
  '[contenteditable=""]',
  '[contenteditable=true]',
  '[role=textbox]',
  '[role=searchbox]',
].join(',');

const SEARCH_FIELDS = [
  'input[type=search]',
  '[role=searchbox]',
  '[role=search] input:not([type=hidden])',
  'input[name=q],input[name=wd],input[name=query],input[name=search],textarea[name=q]',
  'input[placeholder*=search i],input[placeholder*=搜索]',
].join(',');

const called =
  (name: string): Ways =>
  (frame) => {
    const fields = frame.locator(TEXT_FIELDS);
    const attribute = JSON.stringify(name);
    return [
      fields.and(frame.getByLabel(name, { exact: true })),
      fields.and(frame.getByPlaceholder(name, { exact: true })),
      fields.and(frame.getByLabel(name)),
      fields.and(frame.getByPlaceholder(name)),
      fields.and(frame.getByTitle(name)),
      fields.and(frame.locator(`[name=${attribute} i],[id=${attribute} i]`)),
      ...(/^(?:search|query|搜索|查询)$/iu.test(name) ? [frame.locator(SEARCH_FIELDS)] : []),
    ];
  };
const focused: Ways = (frame) => [frame.locator(TEXT_FIELDS).and(frame.locator(':focus'))];
const any: Ways = (frame) => [frame.locator(TEXT_FIELDS)];
const forSearch: Ways = (frame) => [frame.locator(SEARCH_FIELDS)];

/**
 * Finds the field to type into, by its label, placeholder or name. Without one: the focused field, or the only one, or the
 * one for searching.
 * @throws {StepFailure} naming the fields there are.
 */
export async function findTextField(context: StepContext, name: string | undefined): Promise<Locator> {
  const found = name === undefined ? await findUnnamed(context) : await look(context, called(name));
  if (found) return found;
  const names = await fieldNames(context);
  if (name === undefined && names.length > 0) {
    const say = context.t('Say which field is meant', '请说明是哪个输入框');
    throw new StepFailure(`${say}${listed(context, names)}`);
  }
  const which = name === undefined ? '' : quoted(context, name);
  throw await notFound(context, { en: `text field${which && ` ${which}`}`, zh: `输入框${which}` }, names);
}

async function findUnnamed(context: StepContext): Promise<Locator | undefined> {
  const inFocus = await look(context, focused, 1, 0);
  if (inFocus) return inFocus;
  const first = await look(context, any);
  const second = first && (await look(context, any, 2, 0));
  return second ? look(context, forSearch, 1, 0) : first;
}

async function fieldNames(context: StepContext): Promise<readonly string[]> {
  const page = await context.page();
  return page
    .locator(TEXT_FIELDS)
    .filter({ visible: true })
    .evaluateAll((elements) =>
      elements.map((element) => {
        const labels =
          element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
            ? [...(element.labels ?? [])]
            : [];
        const names = [
          labels[0]?.innerText,
          element.getAttribute('aria-label'),
          element.getAttribute('placeholder'),
          element.getAttribute('name'),
        ].map((name) => (name ?? '').replace(/\s+/g, ' ').trim());
        return names.find((one) => one !== '') ?? '?';
      }),
    );
}
