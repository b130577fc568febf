import type { Step } from '../../planner/steps';
import { passOn, quoted, StepFailure, type StepContext } from '../context';
import { findBox, findChoice } from '../find/choice';
import { findTextField } from '../find/textField';

type Of<K extends Step['do']> = Extract<Step, { readonly do: K }>;

/** Longer texts go in at once; these key by key, as pages expect of a person. */
const TYPED_LENGTH = 200;
const KEY_DELAY_MS = 15;

export async function type(context: StepContext, { text, field }: Of<'type'>): Promise<void> {
  const into = field === undefined ? '' : context.t(` into ${quoted(context, field)}`, quoted(context, field));
  if (field !== undefined) {
    context.say(
      context.t(`Looking for the field ${quoted(context, field)}`, `正在查找输入框${quoted(context, field)}`),
    );
  }
  const found = await findTextField(context, field);
  // What is typed into a password field is not shown.
  const secret = (await found.getAttribute('type')) === 'password';
  const shown = secret ? '••••' : quoted(context, text);
  context.say(context.t(`Typing ${shown}${into}`, into === '' ? `正在输入${shown}` : `正在${into}中输入${shown}`));
  const direct = await found.evaluate(
    (element) => element instanceof HTMLInputElement && ['date', 'time', 'number'].includes(element.type),
  );
  await found.fill('', { timeout: context.limits.elementMs });
  if (text.length > TYPED_LENGTH || direct) {
    await fillDirectly(context, found, text);
    return;
  }
  await found.pressSequentially(text, { delay: KEY_DELAY_MS, timeout: 60_000 });
}

async function fillDirectly(
  context: StepContext,
  found: Awaited<ReturnType<typeof findTextField>>,
  text: string,
): Promise<void> {
  try {
    await found.fill(text, { timeout: context.limits.elementMs });
  } catch (error) {
    passOn(context, error);
    throw new StepFailure(
      context.t(`The field does not take ${quoted(context, text)}.`, `输入框不接受${quoted(context, text)}。`),
      { cause: error },
    );
  }
}

export async function clear(context: StepContext, { field }: Of<'clear'>): Promise<void> {
  const name = field === undefined ? context.t('the field', '输入框') : quoted(context, field);
  context.say(context.t(`Clearing ${name}`, `正在清空${name}`));
  const found = await findTextField(context, field);
  await found.fill('', { timeout: context.limits.elementMs });
}

export async function select(context: StepContext, { option, field }: Of<'select'>): Promise<void> {
  const what = quoted(context, option);
  context.say(context.t(`Choosing ${what}`, `正在选择${what}`));
  const { kind, locator } = await findChoice(context, option, field);
  if (kind === 'radio') {
    await locator.check({ timeout: context.limits.elementMs });
    return;
  }
  const options = await locator.locator('option').allInnerTexts();
  const labels = options.map((label) => label.trim());
  const label =
    labels.find((one) => one === option) ??
    labels.find((one) => one.toLowerCase() === option.toLowerCase()) ??
    labels.find((one) => one.toLowerCase().includes(option.toLowerCase()));
  if (label === undefined) {
    throw new StepFailure(
      context.t(
        `The list has no option ${what}; there are: ${labels.join(', ')}.`,
        `列表中没有选项${what}；可选的有：${labels.join('、')}。`,
      ),
    );
  }
  await locator.selectOption({ label }, { timeout: context.limits.elementMs });
}

export async function check(context: StepContext, { field, on }: Of<'check'>): Promise<void> {
  const what = quoted(context, field);
  context.say(
    on ? context.t(`Checking ${what}`, `正在勾选${what}`) : context.t(`Unchecking ${what}`, `正在取消勾选${what}`),
  );
  const found = await findBox(context, field);
  await found.setChecked(on, { timeout: context.limits.elementMs });
}
