import { toAddress } from '../address';
import { toEngine } from '../engines';
import { rule, type Reading, type Rule, type Words } from '../rule';

/** The step that goes to the address caught as `address`; a refusal when it is not of the web; nothing when it is none. */
export function goToAddress(words: Words): Reading {
  const given = words.get('address');
  const address = toAddress(given);
  if (address === undefined) return undefined;
  if (address !== 'refused') return [{ do: 'goTo', url: address.url }];
  return {
    refused: true,
    words: given,
    why: {
      en: 'Only http and https addresses can be opened.',
      zh: '只能打开 http 和 https 地址。',
    },
  };
}

const openBrowser = (): Reading => [{ do: 'openBrowser' }];
const closeBrowser = (): Reading => [{ do: 'closeBrowser' }];
const openEngine = (words: Words): Reading => [{ do: 'openEngine', engine: toEngine(words.get('engine')) }];

const go = String.raw`(?:open(?: up)?|go (?:back )?to|visit|navigate to|browse(?: to)?|load|head (?:over )?to|surf to|launch|show(?: me)?|start)`;
const site = String.raw`(?:the )?(?:(?:web ?)?(?:page|site)(?: at)?|url|address|link)?`;
const inBrowser = String.raw`(?: (?:in|with|using) (?:a |the |my )?(?:new )?(?:{browser}|tab|window))?`;

/** Opening and closing the browser, going to an address. */
export const browserRules: readonly Rule[] = [
  rule(
    'en',
    String.raw`(?:open(?: up)?|launch|start(?: up)?|run|fire up|bring up) (?:the |a |my |an? )?(?:new )?{browser}(?: app| application| program)?(?: window)?`,
    openBrowser,
  ),
  rule('en', String.raw`(?:close|quit|exit|shut(?: down)?) (?:the |my )?{browser}`, closeBrowser),
  rule(
    'en',
    String.raw`(?:in|with|using) (?:the |a |my )?{browser},? ${go} ${site} ?(?<address>{address})`,
    goToAddress,
  ),
  rule(
    'en',
    String.raw`(?:use|using) (?:the |a |my )?{browser} (?:to|and) ${go} ${site} ?(?<address>{address})`,
    goToAddress,
  ),
  rule('en', String.raw`${go} ${site} ?(?<address>{address})${inBrowser}`, goToAddress),
  rule(
    'en',
    String.raw`${go} (?:the )?(?<engine>{engine})(?:'s)?(?: home ?page| page| website| site)?${inBrowser}`,
    openEngine,
  ),
  rule('en', String.raw`(?<address>{address})`, goToAddress),

  rule(
    'zh',
    String.raw`(?:打开|启动|运行|开启|新开|开)(?:一下|一个|个)?(?:新的)? ?{browser}(?:窗口|程序|应用)?`,
    openBrowser,
  ),
  rule('zh', String.raw`(?:关闭|退出|关掉) ?{browser}`, closeBrowser),
  rule(
    'zh',
    String.raw`(?:(?:用|使用|在|通过) ?{browser} ?(?:中|里|上)?)?(?:打开|访问|浏览|进入|前往|转到|跳转到|跳到|导航到|登录|去到|去|到|开)(?:一下)? ?(?:网址|网站|网页|页面|地址|链接)? ?[:：]? ?(?<address>{address}) ?(?:这个)?(?:网站|网页|页面|网址)?`,
    goToAddress,
  ),
  rule(
    'zh',
    String.raw`(?:(?:用|使用|在|通过) ?{browser} ?(?:中|里|上)?)?(?:打开|访问|浏览|进入|前往|去)(?:一下)? ?(?<engine>{engine})(?:搜索引擎|搜索)?(?:的)?(?:首页|主页|网站|网页|页面)?`,
    openEngine,
  ),
];
