import { toNth, toNumber } from '../numbers';
import { rule, type Reading, type Rule, type Words } from '../rule';
import type { Readable, Step, TableChoice } from '../steps';
import { goToAddress } from './browser';

type ReadStep = Extract<Step, { do: 'read' }>;

/** What a person calls the things that can be read off a page. The longest name that fits wins. */
const nouns: readonly (readonly [Readable, RegExp])[] = [
  ['title', /^(?:(?:page|window|tab|document)(?:'s)? )?title|^(?:网页|页面|网站)?(?:的)?标题$|^(?:网站|页面)名称$/iu],
  [
    'headings',
    /^(?:sub-?)?(?:headings?|headers?|headlines?|section titles?)|^(?:(?:所有|全部|各级|各个|主要|小|大|章节)(?:的)?)+标题$|^标题列表$/iu,
  ],
  [
    'links',
    /^(?:hyper)?links?(?: list)?|^(?:list|set) of (?:hyper)?links|^(?:所有|全部)?(?:的)?(?:超)?链接(?:列表)?$/iu,
  ],
  ['results', /^(?:search )?results?|^(?:所有|全部)?(?:的)?(?:搜索)?结果$/iu],
  ['address', /^(?:page |current |web )?(?:url|address|location)|^(?:当前)?(?:的)?(?:网址|地址|链接地址|url)$/iu],
  [
    'text',
    /^(?:page |main |body |full |whole |plain )?(?:text|contents?|body|article|words)|^(?:page|website|site|webpage)$|^(?:所有|全部)?(?:的)?(?:文字|文本|内容|正文|文章|文字内容|文本内容|正文内容|全文)$|^(?:网页|页面|网站)$/iu,
  ],
];

const before = /^(?:(?:all|the|this|that|its|every|each|any|current|of|me|page's|site's|main) )+/iu;
const after =
  / (?:(?:of|on|from|in|at) (?:the|this|that|its) (?:(?:current|whole|web) )?(?:web ?)?(?:page|site|website|tab|browser)|there|here|shown|you (?:see|find)|it (?:shows|has))$/iu;
const beforeZh =
  /^(?:(?:(?:这个|当前|本|该|整个|此)?(?:网页|页面|网站|页)(?:上面|上|中|里面|里)?(?:的)?)(?=.)|它的|其)/u;

/** "the second table", "the table 'Prices'", "table with the heading Prices", "第二个表格", "“价格”表格". */
const tables: readonly RegExp[] = [
  /^(?:(?<nth>\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|last) )?(?:data )?tables?(?: (?:no\.?|number) ?(?<number>\d+)| (?<plain>\d+))?(?: (?:data|contents?|rows))?$/iu,
  /^tables? (?:with (?:the )?(?:heading|caption|title)|under(?: the heading)?|called|titled|named|about|of|headed|captioned|below) (?<heading>.+)$/iu,
  /^tables? (?<heading>[\u{F0000}-\u{FFFFD}])$/iu,
  /^(?<heading>.+?) table$/iu,
  /^(?<nth>第[一二三四五六七八九十\d]{1,3}[个张]|最后一?[个张])?(?:的)?(?:数据)?表格?(?:的)?(?:数据|内容)?$/u,
  /^(?:标题为|名为|叫)?(?<heading>.+?)(?:的)?(?:表格|表)(?:的)?(?:数据|内容)?$/u,
];

function toTable(noun: string, words: Pick<Words, 'value'>): ReadStep | undefined {
  for (const pattern of tables) {
    const match = pattern.exec(noun);
    if (!match) continue;
    const { nth, number, plain, heading } = match.groups ?? {};
    const place = nth ?? number ?? plain;
    const choice: TableChoice = {
      ...(place !== undefined && { nth: toNth(place) ?? 1 }),
      ...(heading !== undefined && { heading: words.value(heading) }),
    };
    return { do: 'read', what: 'table', ...(Object.keys(choice).length > 0 && { table: choice }) };
  }
  return undefined;
}

const firstFew =
  /^(?:first|top|main)(?: (?<en>\d{1,3}|[a-z]{3,5}))? (?=\D)|^前(?<zh>[\d一二两三四五六七八九十]{1,3})[个条项]?的?|^第一[个条项]的?/iu;

/** Reads one noun, e.g. `all the links on this page` or `the first three results`. */
export function toReadable(phrase: string, words: Pick<Words, 'value'>): ReadStep | undefined {
  let noun = phrase.trim().replace(after, '');
  for (let last = ''; last !== noun;) {
    last = noun;
    noun = noun.replace(before, '').replace(beforeZh, '').trim();
  }
  const few = firstFew.exec(noun);
  const count = few?.groups?.['en'] ?? few?.groups?.['zh'];
  const most = count === undefined ? 1 : toNumber(count);
  const counted = few && most !== undefined ? kindOf(noun.slice(few[0].length)) : undefined;
  if (most !== undefined && (counted === 'headings' || counted === 'links' || counted === 'results')) {
    return { do: 'read', what: counted, most };
  }
  const what = kindOf(noun);
  return what === undefined ? toTable(noun, words) : { do: 'read', what };
}

const kindOf = (noun: string): Readable | undefined =>
  nouns.find(([, pattern]) => pattern.exec(noun)?.[0] === noun)?.[0];

/** Reads a list of nouns; `undefined` unless every one is understood. */
export function toReadables(phrase: string, words: Pick<Words, 'value'>): readonly ReadStep[] | undefined {
  const whole = toReadable(phrase, words);
  if (whole) return [whole];
  const nouns = phrase.split(
    /\s*(?:,|，|、|;|&)\s*(?:and |和|以及)?|\s+(?:and|as well as|plus)\s+|\s*(?:以及|和|与|及|跟)\s*/iu,
  );
  const steps = nouns.map((noun) => toReadable(noun, words));
  return nouns.length > 1 && steps.every((step) => step !== undefined) ? steps : undefined;
}

const read = (words: Words): Reading => toReadables(words.raw('nouns'), words);

/** "the title of example.com": go there, then read. */
function readAt(words: Words): Reading {
  const reads = toReadables(words.raw('nouns'), words);
  const go = goToAddress(words);
  return reads && go && !('refused' in go) ? [...go, ...reads] : reads && go;
}

const verb = String.raw`(?:read(?: out)?|get|tell me|show(?: me)?|give(?: me)?|list|extract|copy|print|return|collect|report|what(?: is|'s|’s| are)|find|note(?: down)?|grab|fetch|scrape|output|display|view|check|look at|write down|record)`;
const verbZh = String.raw`(?:读取|读出|读一下|读|获取|查看|看看|看一下|看|告诉我|显示|列出|提取|抓取|采集|复制|返回|输出|得到|记录|报告|收集|给出|获得|取得)(?:一下)?`;

/** Reading things off the page. */
export const readingRules: readonly Rule[] = [
  rule(
    'en',
    String.raw`${verb} (?<nouns>.+) (?:of|from|on|at|in) (?:the (?:page|site|website|web page) )?(?<address>{address})`,
    readAt,
  ),
  rule('en', String.raw`${verb} (?:me )?(?<nouns>.+)`, read),
  rule('en', String.raw`(?:tell me )?what (?:does )?(?:the|this) page (?:say|says|contains?|shows?)`, () => [
    { do: 'read', what: 'text' },
  ]),
  rule('zh', String.raw`${verbZh} ?(?<address>{address}) ?(?:网站|网页|页面)?(?:上|中|里)?的? ?(?<nouns>.+)`, readAt),
  rule('zh', String.raw`${verbZh} ?(?<nouns>.+)`, read),
  rule('zh', String.raw`(?<nouns>.+?)(?:是什么|是啥|是多少|有哪些)`, read),
];
