import { isObject, objectOf, type JsonObject } from '../json';

/** Changes a body that is a JSON object; any other stays as it is. */
export function editBody(body: string | Buffer, edit: (envelope: JsonObject) => JsonObject | string): string | Buffer {
  const envelope = objectOf(body.toString());
  if (!envelope) return body;
  const changed = edit(envelope);
  return typeof changed === 'string' ? changed : JSON.stringify(changed);
}

/** Takes fields away, whatever the case and style of their names. */
export function without(fields: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(plain(name))));
}

/** Gives fields of these names, whatever their case and style, another value. */
export function replaced(fields: JsonObject, names: readonly string[], value: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, old]) => [name, names.includes(plain(name)) ? value : old]),
  );
}

/** The other spelling of each name, all the way down: `Success` and `success`, `task_id` and `taskId`. Not inside JSON text. */
export function respelled(fields: JsonObject): JsonObject {
  const inside = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(inside) : isObject(value) ? respelled(value) : value;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [otherSpelling(name), inside(value)]));
}

/** Makes `Data` what it also comes as: JSON text. */
export const dataAsText = (envelope: JsonObject): JsonObject =>
  isObject(envelope['Data']) || Array.isArray(envelope['Data'])
    ? { ...envelope, Data: JSON.stringify(envelope['Data']) }
    : envelope;

/** Changes what a tool says, by either route; a body that is no tool's answer stays as it is. */
export function editToolText(envelope: JsonObject, edit: (text: string) => string): JsonObject {
  const direct = typeof envelope['data'] === 'string' ? objectOf(envelope['data']) : undefined;
  if (direct && isObject(direct['result'])) {
    return { ...envelope, data: JSON.stringify({ ...direct, result: editContent(direct['result'], edit) }) };
  }
  const { Data: data } = envelope;
  return isObject(data) ? { ...envelope, Data: editContent(data, edit) } : envelope;
}

/** Changes what the answer is about: the fields an agent's tool tells, or else those in `Data`, one by one in a list. */
export function editSubject(envelope: JsonObject, edit: (fields: JsonObject) => JsonObject): JsonObject {
  const { Data: data } = envelope;
  if (Array.isArray(data)) {
    return { ...envelope, Data: data.map((item: unknown) => (isObject(item) ? edit(item) : item)) };
  }
  if (isObject(data) && !('content' in data)) return { ...envelope, Data: edit(data) };
  return editToolFields(envelope, edit);
}

/** Changes the fields an agent's tool tells, by either route. */
export const editToolFields = (envelope: JsonObject, edit: (fields: JsonObject) => JsonObject): JsonObject =>
  editToolText(envelope, (text) => {
    const fields = objectOf(text);
    return fields ? JSON.stringify(edit(fields)) : text;
  });

/** The answer as the gateway words it when it has not understood `Format`. */
export const asXml = (action: string, envelope: JsonObject): string =>
  `<?xml version='1.0' encoding='UTF-8'?>${element(`${action}Response`, envelope)}`;

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('');
  const inside = isObject(value)
    ? Object.entries(value)
        .map(([key, content]) => element(key, content))
        .join('')
    : String(value).replace(/[&<>]/gu, (mark) => `&#${mark.charCodeAt(0)};`);
  return `<${name}>${inside}</${name}>`;
}

function editContent(result: JsonObject, edit: (text: string) => string): JsonObject {
  const { content } = result;
  if (!Array.isArray(content)) return result;
  return {
    ...result,
    content: content.map((item: unknown) =>
      isObject(item) && typeof item['text'] === 'string' ? { ...item, text: edit(item['text']) } : item,
    ),
  };
}

const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

function otherSpelling(name: string): string {
  if (name.includes('_')) return name.replace(/_(\w)/gu, (_, letter: string) => letter.toUpperCase());
  const first = name.charAt(0);
  return (first === first.toUpperCase() ? first.toLowerCase() : first.toUpperCase()) + name.slice(1);
}
