import type { ApiResult, CallOptions } from '../results';
import { Secret } from '../secret';
import type { Envelope } from '../wire/envelope';
import { badInput } from '../wire/failures';
import { fieldsOf, textOf } from '../wire/fields';
import { address } from './access';
import type { SessionContext } from './context';
import { callSession, lacking } from './sessionCall';

/** An address that lets in whoever has it. */
export interface LinkResult extends ApiResult {
  /** Present if and only if the service gave one. Carries a token. */
  readonly url?: Secret;
}

/** How to connect to a phone. */
export interface AdbLinkResult extends ApiResult {
  /** The whole command, `adb connect <ip>:<port>`; present if and only if the service gave one. */
  readonly command?: Secret;
}

/** A port inside a session, and what is spoken there. */
export interface LinkTarget {
  readonly protocol: 'https' | 'wss';
  /** From 1 to 65535; the service opens 30100 to 30199 by default (official SDK 0.13 to 0.16). */
  readonly port: number;
}

/** What a person is to run in a terminal: this, and nothing behind it. */
const ADB_CONNECT = /^adb connect [\w.:[\]-]+$/;

/**
 * An address of the live picture of a session, with control. It works once and expires, says the vendor, so a fresh one is asked
 * for each time.
 * @throws {ServiceError} `badReply` when there is none, or one that would send its token unencrypted.
 */
export async function getLiveView(context: SessionContext, call?: CallOptions): Promise<LinkResult> {
  const action = 'GetMcpResource';
  const envelope = await callSession(context, action, {}, call);
  const url = address(textOf(fieldsOf(envelope.data), 'ResourceUrl'), 'https:', 'http:');
  if (url === undefined) throw lacking(action, envelope, 'holds no address of a live view that is safe to open');
  return { success: true, requestId: envelope.requestId, url: new Secret(url), errorMessage: '' };
}

/**
 * @throws {ServiceError} `badInput` for another protocol or no port; `service` when the service gives no such address, `badReply`
 * when it answers without one, or with one that would send its token unencrypted.
 */
export async function getLink(context: SessionContext, target: LinkTarget, call?: CallOptions): Promise<LinkResult> {
  const { protocol, port } = target;
  // Whoever calls from JavaScript may give any text; the service knows these two.
  if (!['https', 'wss'].includes(protocol)) throw badInput('The protocol of a link is https or wss.');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw badInput('The port of a link is a whole number from 1 to 65535.');
  }
  const params = { ProtocolType: protocol, Port: String(port) };
  return readLink('GetLink', await callSession(context, 'GetLink', params, call));
}

/** @throws {ServiceError} `service` when the session's image has no such link: only browser images do; otherwise as `getLink`. */
export async function getCdpLink(context: SessionContext, call?: CallOptions): Promise<LinkResult> {
  return readLink('GetCdpLink', await callSession(context, 'GetCdpLink', {}, call));
}

/** @throws {ServiceError} `badInput` without a key; `service` when the session is no phone; `badReply` for another command. */
export async function getAdbLink(
  context: SessionContext,
  adbPublicKey: string,
  call?: CallOptions,
): Promise<AdbLinkResult> {
  if (adbPublicKey.trim() === '') throw badInput('The public key for adb is empty.');
  const params = { Option: JSON.stringify({ adbkey_pub: adbPublicKey }) };
  const envelope = await callSession(context, 'GetAdbLink', params, call);
  const command = urlIn(envelope);
  if (!ADB_CONNECT.test(command)) throw lacking('GetAdbLink', envelope, 'holds no command for adb');
  return { success: true, requestId: envelope.requestId, command: new Secret(command), errorMessage: '' };
}

function readLink(action: string, envelope: Envelope): LinkResult {
  const told = urlIn(envelope);
  // "error: no such port" would be an address too.
  const url = address(told, 'https:', 'http:') ?? address(told, 'wss:', 'ws:');
  if (url === undefined) throw lacking(action, envelope, 'holds no link that is safe to open');
  return { success: true, requestId: envelope.requestId, url: new Secret(url), errorMessage: '' };
}

/** Under `Url`, or all of `Data` (official SDK 0.19, its tests). */
const urlIn = ({ data }: Envelope): string => (typeof data === 'string' ? data : textOf(fieldsOf(data), 'Url')).trim();
