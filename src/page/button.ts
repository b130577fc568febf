import { element, icon } from './dom';

/**
 * A button with an icon and a word.
 * @param look `primary` for the one thing to do next, `secondary` otherwise.
 */
export function labelledButton(
  id: string,
  iconName: string,
  label: string,
  onClick: () => void,
  look: 'primary' | 'secondary' = 'secondary',
): HTMLButtonElement {
  const made = element('button', { id, type: 'button', class: look }, icon(iconName), element('span', {}, label));
  made.addEventListener('click', onClick);
  return made;
}

/** Shows or hides a button; when it had the focus, `fallback` gets it, so that the keyboard's place is not lost. */
export function offer(button: HTMLButtonElement, isOffered: boolean, fallback: HTMLElement): void {
  const hadFocus = document.activeElement === button;
  button.hidden = !isOffered;
  if (!isOffered && hadFocus) fallback.focus({ preventScroll: true });
}
