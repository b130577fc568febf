import type { Engine } from './steps';

/** The engine a person names, in either language. The text must be one a rule's `{engine}` matched. */
export function toEngine(name: string): Engine {
  if (/baidu|百度/iu.test(name)) return 'baidu';
  return /google|谷歌/iu.test(name) ? 'google' : 'bing';
}

/** Used when the person names none: it serves both languages and asks nobody to log in. */
export const DEFAULT_ENGINE: Engine = 'bing';
