import { DEFAULT_ENGINE, toEngine } from '../engines';
import { rule, type Reading, type Rule, type Words } from '../rule';

function search(words: Words): Reading {
  const query = words.get('query').replace(/^[:：]\s*/u, '');
  if (query === '') return undefined;
  const chosen = words.has('engine');
  return [{ do: 'search', engine: chosen ? toEngine(words.get('engine')) : DEFAULT_ENGINE, chosen, query }];
}

const seek = String.raw`(?:search(?: the (?:web|internet|net))?(?: online)?(?: for)?|query|look(?: up| for)|find(?: out)?|research|check|get|ask)`;
const about = String.raw`(?: (?:about|information (?:about|on)|info (?:about|on)))?`;
const through = String.raw`(?:with|on|using|in|via|through|by(?: using)?|from|at)`;
const query = String.raw`(?:the (?=weather|news|price|latest|time))?(?<query>.+)`;

const seekZh = String.raw`(?:搜索|查询|查找|查一查|搜一搜|查一下|搜一下|检索|查看|搜|查(?!看)|找)(?:一下)?`;
const insideZh = String.raw`(?:搜索引擎|网站|网页|网|浏览器)?(?:上面|上边|里面|上|中|里)?[，,]? ?(?:来|去|帮我)?`;

/** Searching the web with Baidu, Bing or Google. */
export const searchRules: readonly Rule[] = [
  rule('en', String.raw`(?:search|query|ask|check) (?<engine>{engine}) (?:for|about) ${query}`, search),
  rule('en', String.raw`(?:search|look|check) ${through} (?<engine>{engine}) for ${query}`, search),
  rule(
    'en',
    String.raw`(?:use|using|with|on|in|open|go to|through|via) (?<engine>{engine}),? (?:(?:to|and) )?(?:do a )?${seek}${about} ${query}`,
    search,
  ),
  rule(
    'en',
    String.raw`${seek}${about} (?:the (?=weather|news|price|latest|time))?(?<query>.+) ${through} (?<engine>{engine})`,
    search,
  ),
  rule('en', String.raw`(?:do|run|make|perform) an? (?<engine>{engine})(?: search)? (?:for|on|about) ${query}`, search),
  rule('en', String.raw`(?<engine>google|bing|baidu)(?: for)? ${query}`, search),
  rule(
    'en',
    String.raw`(?:search(?: the (?:web|internet|net))?(?: online)?(?: for| about)?|query|look up|look online for|(?:do|run) an? (?:web |internet )?search (?:for|on)|find out about|find information (?:about|on)|research) ${query}`,
    search,
  ),

  rule(
    'zh',
    String.raw`(?:用|使用|通过|在|到|去|上|打开|利用|从) ?(?<engine>{engine}) ?${insideZh}${seekZh} ?[:：]? ?(?<query>.+)`,
    search,
  ),
  rule(
    'zh',
    String.raw`(?<engine>{engine}) ?(?:一下|搜索一下|搜索|查询|搜一下|查一下|搜|查(?!看))? ?[:：]? ?(?<query>.+)`,
    search,
  ),
  rule(
    'zh',
    String.raw`${seekZh} ?(?<query>.+?)[，,]? ?(?:用|使用|通过) ?(?<engine>{engine})(?:搜索引擎|搜索)?`,
    search,
  ),
  rule(
    'zh',
    String.raw`(?:(?:在)?(?:网上|网络上|互联网上|上网) ?)?(?:搜索|查询|查找|查一查|搜一搜|查一下|搜一下|检索|搜|查(?!看))(?:一下)? ?[:：]? ?(?<query>.+)`,
    search,
  ),
];
