import type { FromPage } from '../protocol/page';

/** What VS Code gives the script inside a webview, once. */
interface WebviewApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** Where the reader is: wherever news appears, or at a fixed distance from the top, in CSS pixels. */
export type Place = 'latest' | number;

/** What outlives the page while it is hidden or VS Code reloads. The host restores the panel by `id`. */
export interface PageState {
  readonly id: string;
  readonly place: Place;
}

/** The page's end of the line to the extension. */
export interface Editor {
  post(message: FromPage): void;
  load(): PageState | undefined;
  save(state: PageState): void;
}

function decodeState(state: unknown): PageState | undefined {
  if (typeof state !== 'object' || state === null || !('id' in state) || typeof state.id !== 'string') return undefined;
  const place = 'place' in state && typeof state.place === 'number' && state.place >= 0 ? state.place : 'latest';
  return { id: state.id, place };
}

/** Connects to VS Code. May be called once in the life of the page. */
export function connectEditor(): Editor {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    load: () => decodeState(api.getState()),
    save: (state) => api.setState(state),
  };
}
