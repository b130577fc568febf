/** The language a task is written in, and therefore answered in. */
export type Language = 'en' | 'zh';

export type Engine = 'baidu' | 'bing' | 'google';

/** What a person may say they want clicked. `result` is an entry in a list of search results. */
export type ClickRole = 'button' | 'link' | 'tab' | 'checkbox' | 'menuitem' | 'image' | 'result';

/** Something to click: by its words, its role, its place among its like, or several of these. */
export interface ClickTarget {
  readonly text?: string;
  readonly role?: ClickRole;
  /** 1 is the first, -1 the last. */
  readonly nth?: number;
}

/** Which table of a page: by place (1 is the first, -1 the last), by words of its caption or heading, or simply the first. */
export interface TableChoice {
  readonly nth?: number;
  readonly heading?: string;
}

/** What can be read off a page. */
export type Readable = 'title' | 'headings' | 'text' | 'links' | 'address' | 'results' | 'table';

/** One thing the agent does. Text is as the person wrote it, without the quotes. */
export type Step =
  | { readonly do: 'openBrowser' }
  | { readonly do: 'closeBrowser' }
  | { readonly do: 'goTo'; readonly url: string }
  | { readonly do: 'openEngine'; readonly engine: Engine }
  /** `chosen` is false when the person named no engine. */
  | { readonly do: 'search'; readonly engine: Engine; readonly chosen: boolean; readonly query: string }
  | { readonly do: 'click'; readonly target: ClickTarget }
  /** Without `field`: the focused, or else the only text field. */
  | { readonly do: 'type'; readonly text: string; readonly field?: string }
  | { readonly do: 'clear'; readonly field?: string }
  | { readonly do: 'select'; readonly option: string; readonly field?: string }
  | { readonly do: 'check'; readonly field: string; readonly on: boolean }
  /** `keys` in the driver's spelling, e.g. `Control+A`. */
  | { readonly do: 'press'; readonly keys: string; readonly times: number }
  | { readonly do: 'scroll'; readonly to: 'up' | 'down' | 'top' | 'bottom'; readonly times: number }
  | { readonly do: 'scrollToText'; readonly text: string }
  | { readonly do: 'waitForText'; readonly text: string }
  | { readonly do: 'waitForLoad' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'history'; readonly way: 'back' | 'forward' | 'reload' }
  /** `most` keeps the first so many headings, links or results. */
  | { readonly do: 'read'; readonly what: Readable; readonly table?: TableChoice; readonly most?: number }
  | { readonly do: 'screenshot'; readonly fullPage: boolean; readonly file?: string }
  | { readonly do: 'writeFile'; readonly file: string; readonly text: string; readonly append: boolean }
  /** Writes what was found into a file: the last thing found of that kind, read now if there is none, or simply the last thing. */
  | { readonly do: 'saveFinding'; readonly what?: Readable; readonly file: string; readonly append: boolean }
  | { readonly do: 'readFile'; readonly file: string }
  | { readonly do: 'listFiles' }
  | { readonly do: 'deleteFile'; readonly file: string };

/** Why a task, or a part of it, will not be done. */
export interface Refusal {
  readonly refused: true;
  /** The words that could not be followed, as written. */
  readonly words: string;
  /** What is wrong with them, a sentence per language; absent when they were simply not understood. */
  readonly why?: { readonly en: string; readonly zh: string };
}
