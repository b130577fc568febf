import { element, icon } from './dom';
import { words } from './words';

/** What stands in place of a task that cannot be shown. */
export function missingPage(message: string): HTMLElement {
  return element(
    'main',
    { class: 'missing' },
    icon('search-stop'),
    element('h1', {}, words.missing),
    element('p', {}, message),
  );
}
