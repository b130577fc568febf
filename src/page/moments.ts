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
const minuteOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const dayAndMinute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/**
 * Writes a moment in the reader's own time zone: the time of day, with the date when it is not the same day as `relativeTo`.
 * @param at ms since the epoch.
 * @param relativeTo ms since the epoch.
 */
export function formatMoment(at: number, relativeTo: number, precision: 'second' | 'minute' = 'second'): string {
  const isSameDay = new Date(at).toDateString() === new Date(relativeTo).toDateString();
  if (precision === 'minute') return (isSameDay ? minuteOfDay : dayAndMinute).format(at);
  return (isSameDay ? timeOfDay : dayAndTime).format(at);
}

/** Writes both ends of a time, with seconds where these tell more than the minutes; arguments as above. */
export function formatSpan(from: number, until: number, relativeTo: number): [from: string, until: string] {
  const precision = until - from < 2 * MINUTE ? 'second' : 'minute';
  return [formatMoment(from, relativeTo, precision), formatMoment(until, relativeTo, precision)];
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
