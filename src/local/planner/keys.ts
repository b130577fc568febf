/** Names people give to keys, and the driver's names for them. */
const keyNames: Readonly<Record<string, string>> = {
  enter: 'Enter',
  return: 'Enter',
  回车: 'Enter',
  确认: 'Enter',
  确定: 'Enter',
  tab: 'Tab',
  制表: 'Tab',
  escape: 'Escape',
  esc: 'Escape',
  退出: 'Escape',
  space: 'Space',
  spacebar: 'Space',
  'space bar': 'Space',
  空格: 'Space',
  backspace: 'Backspace',
  退格: 'Backspace',
  delete: 'Delete',
  del: 'Delete',
  删除: 'Delete',
  home: 'Home',
  end: 'End',
  insert: 'Insert',
  'page up': 'PageUp',
  pageup: 'PageUp',
  pgup: 'PageUp',
  上翻页: 'PageUp',
  'page down': 'PageDown',
  pagedown: 'PageDown',
  pgdn: 'PageDown',
  下翻页: 'PageDown',
  'up arrow': 'ArrowUp',
  'arrow up': 'ArrowUp',
  arrowup: 'ArrowUp',
  up: 'ArrowUp',
  上: 'ArrowUp',
  上方向: 'ArrowUp',
  向上: 'ArrowUp',
  'down arrow': 'ArrowDown',
  'arrow down': 'ArrowDown',
  arrowdown: 'ArrowDown',
  down: 'ArrowDown',
  下: 'ArrowDown',
  下方向: 'ArrowDown',
  向下: 'ArrowDown',
  'left arrow': 'ArrowLeft',
  'arrow left': 'ArrowLeft',
  arrowleft: 'ArrowLeft',
  left: 'ArrowLeft',
  左: 'ArrowLeft',
  左方向: 'ArrowLeft',
  向左: 'ArrowLeft',
  'right arrow': 'ArrowRight',
  'arrow right': 'ArrowRight',
  arrowright: 'ArrowRight',
  right: 'ArrowRight',
  右: 'ArrowRight',
  右方向: 'ArrowRight',
  向右: 'ArrowRight',
};

const modifiers: Readonly<Record<string, string>> = {
  ctrl: 'Control',
  control: 'Control',
  shift: 'Shift',
  alt: 'Alt',
  option: 'Alt',
  cmd: 'Meta',
  command: 'Meta',
  meta: 'Meta',
  win: 'Meta',
  windows: 'Meta',
};

const names = Object.keys(keyNames).sort((a, b) => b.length - a.length);
const latin = names.filter((name) => /^[a-z]/u.test(name)).join('|');
const chinese = names.filter((name) => !/^[a-z]/u.test(name)).join('|');
const modifier = `(?:${Object.keys(modifiers).join('|')})`;

/** For rules: one key or a chord, e.g. `Enter`, `Ctrl+A`, `F5`. */
export const KEYS_EN = String.raw`(?:(?:${modifier} ?[+-] ?)+(?:${latin}|f\d{1,2}|[^\s])|${latin}|f\d{1,2}|[a-z0-9])`;
export const KEYS_ZH = `(?:${chinese}|${KEYS_EN})`;

/** Spells keys as the driver does: `ctrl+a` becomes `Control+A`. `undefined` when a part is no key. */
export function toKeys(text: string): string | undefined {
  const spelled = text
    .toLowerCase()
    .split(/ ?\+ ?|(?<=[a-z]) ?- ?(?=[a-z0-9])/u)
    .map((part) => {
      const known = keyNames[part] ?? modifiers[part];
      if (known !== undefined) return known;
      if (/^f([1-9]|1[0-2])$/u.test(part)) return part.toUpperCase();
      return /^.$/u.test(part) ? part : undefined;
    });
  return spelled.every((part) => part !== undefined) ? spelled.join('+') : undefined;
}
