import { toNumber } from '../numbers';
import { rule, type Reading, type Rule, type Words } from '../rule';

/** The longest wait that a task may ask for. */
export const LONGEST_WAIT_SECONDS = 60;

const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milli|毫秒)/iu, 0.001],
  [/^(?:m|分)/iu, 60],
];

function wait(words: Words): Reading {
  const amount = toNumber(words.get('amount'));
  if (amount === undefined) return undefined;
  const seconds = amount * (units.find(([unit]) => unit.test(words.get('unit')))?.[1] ?? 1);
  if (seconds <= LONGEST_WAIT_SECONDS) return [{ do: 'wait', seconds }];
  return {
    refused: true,
    words: words.all,
    why: {
      en: `The longest wait is ${LONGEST_WAIT_SECONDS} seconds.`,
      zh: `最长只能等待 ${LONGEST_WAIT_SECONDS} 秒。`,
    },
  };
}

const scroll = (words: Words): Reading => {
  const times = words.has('times') ? toNumber(words.get('times')) : 1;
  if (times === undefined || times < 1 || times > 100) return undefined;
  return [{ do: 'scroll', to: /up|上/iu.test(words.get('to')) ? 'up' : 'down', times }];
};
const scrollToEdge = (words: Words): Reading => [
  { do: 'scroll', to: /top|start|begin|顶|最上|开头/iu.test(words.get('to')) ? 'top' : 'bottom', times: 1 },
];
const scrollToText = (words: Words): Reading => [{ do: 'scrollToText', text: words.get('text') }];
const waitForText = (words: Words): Reading => {
  const text = words.get('text');
  return text === '' ? undefined : [{ do: 'waitForText', text }];
};
const waitForLoad = (): Reading => [{ do: 'waitForLoad' }];
const history = (way: 'back' | 'forward' | 'reload') => (): Reading => [{ do: 'history', way }];

/** Scrolling, waiting, and moving through the history. */
export const movementRules: readonly Rule[] = [
  rule(
    'en',
    String.raw`scroll(?: the page)?(?: a (?:bit|little))? ?(?<to>up|down)?(?: the page)?(?: a (?:bit|little)| (?:one|a) page)?(?: (?<times>\d+|two|three|four|five|once|twice)(?: (?:times|pages|screens))?)?(?: more)?`,
    scroll,
  ),
  rule(
    'en',
    String.raw`(?:scroll|go|jump)(?: the page)?(?: all the way)?(?: back)?(?: up| down)? to (?:the )?(?:very )?(?<to>top|bottom|end|start|beginning)(?: of (?:the|this) page)?`,
    scrollToEdge,
  ),
  rule(
    'en',
    String.raw`scroll(?: the page)?(?: up| down)? (?:to|until(?: you (?:see|find))?|till)(?: the (?:text|words?|heading|section|line))? (?<text>.+?)(?: (?:appears|is visible|section|comes into view))?`,
    scrollToText,
  ),
  rule(
    'en',
    String.raw`(?:wait|pause|sleep|hold on)(?: for)?(?: about| another)? (?<amount>\d+(?:\.\d+)?|an?|half a|one|two|three|four|five|six|seven|eight|nine|ten) ?(?<unit>ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?)?`,
    wait,
  ),
  rule(
    'en',
    String.raw`wait (?:for|until|till) (?:the |this )?(?:page|site|it|everything)(?: (?:to (?:finish )?load(?:ing)?|(?:has |is )?(?:finished )?load(?:ed|s|ing)?|to be (?:ready|loaded)|is ready))?`,
    waitForLoad,
  ),
  rule(
    'en',
    String.raw`wait (?:for|until|till)(?: you see| the page (?:shows|says))?(?: the (?:text|words?|message))? (?<text>.+?)(?: (?:to (?:appear|show(?: up)?|be (?:visible|shown))|appears?|shows?(?: up)?|is (?:visible|shown|there|displayed)))?(?: on (?:the|this) page)?`,
    waitForText,
  ),
  rule(
    'en',
    String.raw`(?:go|navigate|move|step) back(?:wards?)?(?: (?:a|one) page| to the (?:previous|last) page)?|(?:return|go back) to the previous page|back`,
    history('back'),
  ),
  rule('en', String.raw`(?:go|navigate|move|step) forwards?(?: (?:a|one) page)?`, history('forward')),
  rule('en', String.raw`(?:reload|refresh)(?: (?:the|this) (?:current )?page| it)?`, history('reload')),

  rule(
    'zh',
    String.raw`(?:把|将)?(?:页面|网页)?(?:向|往)?(?<to>下|上)(?:滚动|滑动|翻页|翻|滚|滑|拉)(?:页面|网页|一下|一页|一屏)?(?: ?(?<times>[\d一二两三四五六七八九十]+) ?[次页屏下])?`,
    scroll,
  ),
  rule('zh', String.raw`(?:滚动|滑动)(?:一下)?(?:页面|网页)?`, scroll),
  rule(
    'zh',
    String.raw`(?:把|将)?(?:页面|网页)?(?:滚动|滑动|滚|拉|翻|滑|回|跳)到 ?(?:页面|网页)?(?:的)?(?<to>最?底部|最?顶部|最下面|最上面|最下方|最上方|底端|顶端|末尾|开头|底|顶)`,
    scrollToEdge,
  ),
  rule(
    'zh',
    String.raw`(?:把|将)?(?:页面|网页)?(?:滚动|滑动|滚|拉|翻)(?:到|至|直到)(?:出现|看到)? ?(?<text>.+?)(?:出现|为止|处|的位置|那里)?`,
    scrollToText,
  ),
  rule(
    'zh',
    String.raw`(?:等待|等|停顿|暂停)(?:大约)? ?(?<amount>\d+(?:\.\d+)?|[一二两三四五六七八九十]+|半) ?(?:个)?(?<unit>秒钟?|分钟|毫秒)(?:钟)?`,
    wait,
  ),
  rule('zh', String.raw`(?:等待|等到|等|直到)(?:页面|网页)?(?:加载|载入|打开)(?:完成|完毕|好|完)?`, waitForLoad),
  rule(
    'zh',
    String.raw`(?:等待|等到|等|直到)(?:页面|网页)?(?:上)?(?:出现|显示|看到)?(?:文字|文本)? ?(?<text>.+?) ?(?:出现|显示出来|显示|加载出来|出来)?(?:为止)?`,
    waitForText,
  ),
  rule('zh', String.raw`后退|(?:返回|回到|退回)(?:上一?(?:个)?(?:页面|网页|页)|前一页)?`, history('back')),
  rule('zh', String.raw`前进(?:到下一?页|一页)?`, history('forward')),
  rule('zh', String.raw`(?:刷新|重新加载|重新载入)(?:一下)?(?:当前|这个)?(?:页面|网页)?`, history('reload')),
];
