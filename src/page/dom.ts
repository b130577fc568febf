/**
 * Builds an element. Strings become text nodes, never markup.
 * @param attributes Set as attributes; `style` would be refused by the page's policy, and no caller may pass `on...`.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Changes the text only when it differs, so that a selection inside survives an update that says the same. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** A codicon that assistive technology skips; the words beside it say the same. */
export function icon(name: string): HTMLSpanElement {
  const made = element('span', { 'aria-hidden': 'true' });
  setIcon(made, name);
  return made;
}

/**
 * Changes which codicon is shown.
 * @param name Without `codicon-`; a trailing `~spin` turns it, as in VS Code's own `ThemeIcon` ids.
 */
export function setIcon(target: Element, name: string): void {
  const [glyph = '', modifier] = name.split('~');
  const known = /^[a-z0-9-]+$/.test(glyph) ? glyph : 'circle-outline';
  const wanted = `codicon codicon-${known}${modifier === 'spin' ? ' codicon-modifier-spin' : ''}`;
  // Setting the same class again would restart the animation in some engines.
  if (target.className !== wanted) target.className = wanted;
}

/** A part of the page that is shown in place. */
export interface Part<V> {
  readonly element: HTMLElement;
  /** Brings the element up to date with the view; touches only what differs. */
  show(view: V): void;
}
