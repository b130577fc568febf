const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A span of time in whole units, from `<1 s` over `2 min 5 s` to `26 h 0 min`; never negative. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return '<1 s';
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`;
  return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`;
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/**
 * Writes a moment in the reader's own time zone: the time of day, with the date when it is not the same day as `relativeTo`.
 * @param at ms since the epoch.
 * @param relativeTo ms since the epoch.
 */
export function formatMoment(at: number, relativeTo: number): string {
  const sameDay = new Date(at).toDateString() === new Date(relativeTo).toDateString();
  return (sameDay ? timeOfDay : dayAndTime).format(at);
}

/** Shows a moment in a `<time>` element: short words, the exact moment for machines, the full date on hover. */
export function setMoment(target: HTMLTimeElement, at: number, relativeTo: number): void {
  const exact = new Date(at).toISOString();
  const words = formatMoment(at, relativeTo);
  if (target.dateTime === exact && target.textContent === words) return;
  target.dateTime = exact;
  target.title = dayAndTime.format(at);
  target.textContent = words;
}
