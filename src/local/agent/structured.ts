import type { Language } from '../planner/steps';
import type { Finding, Table } from './findings';
import { toMarkdown } from './markdown/document';
import { fit, plainName, type Fitted, type Schema } from './schema';

/** What a task ended with, from which a structured result is made. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly steps: readonly string[];
  readonly language: Language;
  /** The page it ended on; absent when no page was open. */
  readonly page: { readonly title: string; readonly url: string } | undefined;
}

/** Fills a schema by the names of its properties. `ok: false` names the first field that could not be filled. */
export function toStructured(schema: Schema, outcome: Outcome): Fitted {
  return fit(byName(schema, outcome), { ...schema, type: 'object' }, '');
}

function byName(schema: Schema, outcome: Outcome): Readonly<Record<string, unknown>> {
  const known = vocabulary(outcome);
  const values: Record<string, unknown> = {};
  for (const [name, property] of [...schema.properties, ...schema.required.map((one) => [one, undefined] as const)]) {
    const options = (known.get(plainName(name)) ?? []).filter((value) => value !== undefined);
    // A name may stand for several things; the first that has the wanted shape is meant.
    const fitting = property && options.find((value) => fit(value, property, name).ok);
    const value = fitting ?? options[0];
    if (value !== undefined) values[name] ??= value;
  }
  return values;
}

/** Every name a property may have, with what it can stand for, the likeliest first. */
function vocabulary(outcome: Outcome): ReadonlyMap<string, readonly unknown[]> {
  const { findings, page, steps, language } = outcome;
  const last = <K extends Finding['kind']>(kind: K): Extract<Finding, { kind: K }> | undefined =>
    findings.findLast((finding): finding is Extract<Finding, { kind: K }> => finding.kind === kind);
  const tables = findings.flatMap((finding) => (finding.kind === 'table' ? [finding.table] : []));
  const table = tables.at(-1);
  const rows = table && toRows(table);
  const summary = toMarkdown(
    findings.filter(({ kind }) => kind !== 'screenshot'),
    [],
    language,
  );
  const title = last('title')?.title ?? page?.title;
  const url = last('address')?.url ?? page?.url;
  const headings = last('headings')?.items;
  const links = last('links')?.items;
  const text = last('text')?.text ?? last('file')?.text;
  const results = last('results')?.items.map(({ text: heading, ...rest }) => ({
    title: heading,
    text: heading,
    ...rest,
  }));
  const groups: readonly (readonly [names: string, ...values: unknown[]])[] = [
    ['title pagetitle name 标题', title],
    ['heading headline', headings?.[0]?.text],
    ['headings headlines 各级标题', headings],
    ['text content contents body 文字 内容 正文', text],
    ['links urls hyperlinks 链接', links, links?.map((one) => one.url)],
    ['url address link location 网址', url, links?.[0]?.url],
    ['results searchresults items entries 结果 搜索结果', results, rows, links],
    ['query keywords', last('results')?.query],
    ['engine searchengine', last('results')?.engine],
    ['table rows data 表格', rows, table?.rows],
    ['columns header', table?.columns],
    ['tables', tables.map((one) => ({ heading: one.heading, columns: one.columns, rows: toRows(one) }))],
    ['files 文件', last('files')?.items],
    ['screenshot image 截图', last('screenshot')?.dataUri],
    ['steps 步骤', steps],
    ['result summary answer output product message 结果', summary === '' ? undefined : summary, results, rows],
  ];
  const known = new Map<string, readonly unknown[]>();
  for (const [names, ...values] of groups) {
    for (const name of names.split(' ')) known.set(name, [...(known.get(name) ?? []), ...values]);
  }
  for (const [name, value] of tables.flatMap(namedCells)) known.set(name, [...(known.get(name) ?? []), value]);
  return known;
}

/** Rows as objects where the columns have names, else as lists of cells. */
function toRows({ columns, rows }: Table): readonly unknown[] {
  if (columns.length === 0) return rows;
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
}

/** Cells that have a name of their own: in a table of names and values, or in one with a single row. */
function namedCells({ columns, rows }: Table): readonly (readonly [string, string])[] {
  const [first] = rows;
  if (first && rows.length === 1 && columns.length > 0) {
    return columns.map((column, index) => [plainName(column), first[index] ?? ''] as const);
  }
  if (!rows.every((row) => row.length === 2)) return [];
  return rows.map((row) => [plainName(row[0] ?? ''), row[1] ?? ''] as const);
}
