import type { Page } from 'playwright-core';
import type { Readable, Step, TableChoice } from '../../planner/steps';
import { quoted, StepFailure, type StepContext } from '../context';
import type { Table } from '../findings';
import { readSteadily } from '../follow';
import { readHeadings, readLinks, readTables, readText } from '../inPage/reading';
import { addResults } from './search';

const sayings: Readonly<Record<Readable, readonly [en: string, zh: string]>> = {
  title: ['Reading the title', '正在读取标题'],
  headings: ['Reading the headings', '正在读取各级标题'],
  text: ['Reading the text', '正在读取文字'],
  links: ['Reading the links', '正在读取链接'],
  address: ['Reading the address', '正在读取网址'],
  results: ['Reading the search results', '正在读取搜索结果'],
  table: ['Reading the table', '正在读取表格'],
};

/** @throws {StepFailure} when no page is open, or it has no such thing. */
export async function read(context: StepContext, { what, table, most }: Extract<Step, { do: 'read' }>): Promise<void> {
  context.say(context.t(...sayings[what]));
  const page = await context.page();
  if (page.url() === 'about:blank') {
    throw new StepFailure(
      context.t('There is nothing to read: no page has been opened.', '没有可以读取的内容：还没有打开任何网页。'),
    );
  }
  await readSteadily(context, (steady) => readers[what](context, steady, { table, most }));
}

/** What exactly is to be read. */
interface Wanted {
  readonly table: TableChoice | undefined;
  readonly most: number | undefined;
}

const readers: Readonly<Record<Readable, (context: StepContext, page: Page, wanted: Wanted) => Promise<void>>> = {
  title: async (context, page) => {
    context.add({ kind: 'title', title: await page.title() });
  },
  address: (context, page) => {
    context.add({ kind: 'address', url: page.url() });
    return Promise.resolve();
  },
  headings: async (context, page, { most }) => {
    context.add({ kind: 'headings', items: (await readHeadings(page)).slice(0, most) });
  },
  links: async (context, page, { most }) => {
    context.add({ kind: 'links', items: (await readLinks(page)).slice(0, most) });
  },
  text: async (context, page) => {
    context.add({ kind: 'text', text: await readText(page) });
  },
  results: (context, page, { most }) => addResults(context, page, { most }),
  table: async (context, page, { table }) => {
    context.add({ kind: 'table', table: chooseTable(context, await readTables(page), table ?? {}) });
  },
};

function chooseTable(context: StepContext, tables: readonly Table[], { nth, heading }: TableChoice): Table {
  if (tables.length === 0) throw new StepFailure(context.t('There is no table on the page.', '页面上没有表格。'));
  const wanted = heading?.toLowerCase();
  const fitting =
    wanted === undefined
      ? tables
      : [
          ...tables.filter((table) => table.heading.toLowerCase() === wanted),
          ...tables.filter((table) => table.heading.toLowerCase().includes(wanted)),
          ...tables.filter((table) => table.columns.some((column) => column.toLowerCase() === wanted)),
        ];
  const chosen = fitting.at(nth === undefined ? 0 : nth < 0 ? nth : nth - 1);
  if (chosen) return chosen;
  const named = tables.map((table) => table.heading).filter((name) => name !== '');
  const there = named.length === 0 ? '' : context.t(`: ${named.join(', ')}`, `：${named.join('、')}`);
  const which = heading === undefined ? context.t(`no. ${nth ?? 1}`, `第 ${nth ?? 1} 个`) : quoted(context, heading);
  throw new StepFailure(
    context.t(
      `There is no table ${which} among the ${tables.length} on the page${there}.`,
      `没有找到表格${which}；页面上有 ${tables.length} 个表格${there}。`,
    ),
  );
}
