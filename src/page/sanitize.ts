import createPurifier from 'dompurify';

const linkProtocols: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** Whether a click may lead there. Relative addresses lead nowhere from inside the editor, and `command:` would run things. */
export const isSafeLink = (address: string): boolean =>
  URL.canParse(address) && linkProtocols.has(new URL(address).protocol);

/** Whether an image is carried in its own address, in a format that cannot hold script (SVG can). */
export const isDataImage = (address: string): boolean =>
  /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=\s]*$/i.test(address);

/**
 * Makes a function that turns HTML into nodes of which nothing runs, loads, submits, styles the page or takes the name of one of
 * its parts. Safe by itself, whatever the HTML: it does not count on the parser before it.
 */
export function createSanitizer(): (html: string) => DocumentFragment {
  const purifier = createPurifier(window);
  purifier.addHook('uponSanitizeAttribute', (_node, attribute) => {
    const { attrName, attrValue } = attribute;
    if (attrName === 'href') attribute.keepAttr = isSafeLink(attrValue);
    if (attrName === 'src') attribute.keepAttr = isDataImage(attrValue);
  });
  const allowedTags =
    'p br hr h3 h4 h5 h6 ul ol li blockquote pre code em strong s a img table thead tbody tr th td'.split(' ');
  return (html) =>
    purifier.sanitize(html, {
      ALLOWED_TAGS: allowedTags,
      ALLOWED_ATTR: ['href', 'src', 'alt', 'align', 'start'],
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      RETURN_DOM_FRAGMENT: true,
    });
}
