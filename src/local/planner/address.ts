const hostName =
  /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]|(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,})(?::\d{1,5})?(?:[/?#]|$)/iu;
const scheme = /^[a-z][a-z0-9+.-]*:/iu;
const ownMachine = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[)/iu;
/** Chinese that runs into Latin letters is a verb before a name, as in 打开example.com, not a name of both. */
const runTogether = /^[^/?#]*(?:\p{Script=Han}[a-z0-9-]|[a-z0-9-]\p{Script=Han})/iu;
const withPort = /^(?:\[[^\]]*\]|[^/?#:]+):\d/u;

/** For rules: an address without scheme, such as `example.com/a` or `localhost:3000`. */
export const BARE_ADDRESS = String.raw`(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]|(?:[\p{L}\p{N}_-]+\.)+[a-z]{2,})(?::\d{1,5})?(?:[/?#][^\s，。；、]*)?`;

/** For rules: schemes that are refused, so that the refusal can say why. */
export const FOREIGN_ADDRESS = String.raw`(?:javascript|data|file|chrome|edge|view-source|about|ftp|blob|mailto|tel):[^\s，。；]*`;

/** A full address, or one that will not be opened. */
export type Address = { readonly url: string } | 'refused';

/**
 * Reads what a person gives as an address. Without a scheme, `http` is meant for this machine, for bare numbers and where a
 * port is named, else `https`.
 * @returns Refused for anything but http, https and about:blank; `undefined` when it is no address.
 */
export function toAddress(text: string): Address | undefined {
  const bare = hostName.test(text);
  if (bare && runTogether.test(text)) return undefined;
  if (!bare && !scheme.test(text)) return undefined;
  if (text.toLowerCase() === 'about:blank') return { url: 'about:blank' };
  const full = bare ? `${ownMachine.test(text) || withPort.test(text) ? 'http' : 'https'}://${text}` : text;
  try {
    const url = new URL(full);
    return url.protocol === 'http:' || url.protocol === 'https:' ? { url: url.href } : 'refused';
  } catch {
    return undefined; // Not an address after all; the rule that asked does not match.
  }
}
