import { Secret } from '../secret';
import { isLoopback } from '../wire/endpoint';
import { type Fields, fieldsOf, opened, textOf, valueOf } from '../wire/fields';

/**
 * The other ways into a session, as its creation or `GetSession` tells them. Each may be absent: then the gateway is the way,
 * and there is no streaming.
 */
export interface SessionAccess {
  /** Where tools are called directly. May carry a token. */
  readonly linkUrl?: Secret;
  /** Where tasks are streamed. May carry a token. */
  readonly wsUrl?: Secret;
  /** Lets in at both. */
  readonly token?: Secret;
  /** The server of each tool, by the tool's name, from the session's `ToolList`. */
  readonly servers: ReadonlyMap<string, string>;
}

/** Nothing is known but the session's id: a handle made without asking. */
export const noAccess: SessionAccess = { servers: new Map() };

/**
 * Reads the ways into a session from the `Data` of `CreateMcpSession` or `GetSession`. Never throws: an address that cannot be
 * used safely is as good as none, because the gateway does everything the others do (official SDK 0.19, its source).
 */
export function readAccess(data: Fields | undefined): SessionAccess {
  const linkUrl = address(textOf(data, 'LinkUrl'), 'https:', 'http:');
  const wsUrl = address(textOf(data, 'WsUrl'), 'wss:', 'ws:');
  const token = textOf(data, 'Token').trim();
  return {
    ...(linkUrl !== undefined && { linkUrl: new Secret(linkUrl) }),
    ...(wsUrl !== undefined && { wsUrl: new Secret(wsUrl) }),
    // A line break would end the header it travels in.
    ...(/^[\x21-\x7e]+$/.test(token) && { token: new Secret(token) }),
    servers: readServers(valueOf(data, 'ToolList')),
  };
}

/** An address that nobody else can listen to: encrypted, or on this machine. `undefined` for any other text. */
export function address(text: string, encrypted: string, plain: string): string | undefined {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return undefined;
  const { protocol, hostname } = new URL(trimmed);
  return protocol === encrypted || (protocol === plain && isLoopback(hostname)) ? trimmed : undefined;
}

/** `ToolList` is JSON text or a list; the server of a tool stands under `server`, `serverName` or `Server`. */
function readServers(toolList: unknown): ReadonlyMap<string, string> {
  const items: unknown = opened(toolList);
  const servers = new Map<string, string>();
  for (const item of Array.isArray(items) ? (items as unknown[]) : []) {
    const fields = fieldsOf(item);
    const name = textOf(fields, 'name');
    const server = textOf(fields, 'server', 'serverName');
    if (name !== '' && server !== '') servers.set(name, server);
  }
  return servers;
}
