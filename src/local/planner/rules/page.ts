import { toKeys } from '../keys';
import { toNth, toNumber } from '../numbers';
import { rule, type Reading, type Rule, type Words } from '../rule';
import type { ClickRole, ClickTarget } from '../steps';

const roles: Readonly<Record<string, ClickRole>> = {
  button: 'button',
  按钮: 'button',
  按键: 'button',
  link: 'link',
  链接: 'link',
  hyperlink: 'link',
  超链接: 'link',
  tab: 'tab',
  标签: 'tab',
  标签页: 'tab',
  选项卡: 'tab',
  checkbox: 'checkbox',
  'check box': 'checkbox',
  复选框: 'checkbox',
  'menu item': 'menuitem',
  菜单: 'menuitem',
  菜单项: 'menuitem',
  image: 'image',
  picture: 'image',
  icon: 'image',
  图片: 'image',
  图标: 'image',
  result: 'result',
  'search result': 'result',
  结果: 'result',
  搜索结果: 'result',
};
const names = (language: 'en' | 'zh'): string =>
  Object.keys(roles)
    .filter((name) => /^[a-z]/u.test(name) === (language === 'en'))
    .sort((a, b) => b.length - a.length)
    .join('|');
const role = `(?<role>${names('en')})`;
const roleZh = `(?<role>${names('zh')})`;

function click(words: Words): Reading {
  const text = words.get('text');
  const named = words.has('role') ? roles[words.get('role').toLowerCase()] : undefined;
  const nth = words.has('nth') ? toNth(words.get('nth')) : undefined;
  if (text === '' && nth === undefined && named === undefined) return undefined;
  // Words beside a quotation, as in 'click "More" twice', ask for something else than a click on them.
  if (words.has('text') && !words.isQuoted('text') && words.hasQuotation('text')) return undefined;
  const target: ClickTarget = {
    ...(text !== '' && { text }),
    ...(named !== undefined && { role: named }),
    ...(nth !== undefined && { nth }),
  };
  return [{ do: 'click', target }];
}

function press(words: Words): Reading {
  const keys = toKeys(words.get('keys'));
  const times = words.has('times') ? toNumber(words.get('times')) : 1;
  if (keys === undefined || times === undefined || times < 1 || times > 100) return undefined;
  if (/^(?:F5|(?:Control|Meta)\+r)$/u.test(keys) && times === 1) return [{ do: 'history', way: 'reload' }];
  if (/^(?:(?:Control|Meta)\+(?:Shift\+)?[ntw]|Alt\+F4|F1[12])$/u.test(keys)) {
    return {
      refused: true,
      words: words.all,
      why: {
        en: "Keys go to the page; those of the browser's window do nothing.",
        zh: '按键只发送给网页，浏览器窗口的快捷键不起作用。',
      },
    };
  }
  return [{ do: 'press', keys, times }];
}

const clickVerb = String.raw`(?:(?:left[- ])?click|tap|hit|push|press)(?: on)?`;
const called = String.raw`(?:named|labell?ed|called|titled|that says|which says|saying|with the (?:text|label|name|words?)|with text)`;

/** Clicking, and pressing keys. */
export const clickRules: readonly Rule[] = [
  rule(
    'en',
    String.raw`(?:press|hit|push|strike)(?: on)?(?: the)? (?<keys>{keys})(?: keys?)?(?: key combination)?(?: (?<times>\d+|two|three|four|five|once|twice)(?: times)?)?(?: on the keyboard)?`,
    press,
  ),
  rule('en', String.raw`(?:submit|enter|submit (?:the |this )?(?:form|search|query))`, () => [
    { do: 'press', keys: 'Enter', times: 1 },
  ]),
  rule(
    'en',
    String.raw`(?:${clickVerb}|open|follow|select|choose) (?:the |on the )?(?<nth>{nth}) (?:of the )?${role}s?(?: (?:on|of) (?:the|this) page)?`,
    click,
  ),
  rule(
    'en',
    String.raw`(?:${clickVerb}|open|follow|select|choose) (?:the |on the )?(?<nth>{nth}) (?<text>.+?) ${role}`,
    click,
  ),
  rule(
    'en',
    String.raw`(?:${clickVerb}|open|follow|select|choose) (?:the |on the |an? )?${role}:? ${called}:? (?<text>.+)`,
    click,
  ),
  rule('en', String.raw`(?:${clickVerb}|open|follow|select|choose) (?:the |on the )?${role}:? (?<text>{quote})`, click),
  rule('en', String.raw`(?:${clickVerb}|open|follow|select|choose) (?:the |on the )?(?<text>.+?) ${role}`, click),
  rule('en', String.raw`(?:${clickVerb}|follow) (?:the |on the )?(?<nth>{nth}) (?<text>{quote})`, click),
  rule('en', String.raw`(?:${clickVerb}|follow) (?:the |on the )?${role}`, click),
  rule('en', String.raw`(?:(?:left[- ])?click|tap|push|press|hit|follow)(?: on)? (?:the )?(?<text>.+)`, click),

  rule(
    'zh',
    String.raw`(?:按下|按一下|按|敲击|敲一下|敲|键入) ?(?<keys>{keyszh}) ?(?:方向)?键?(?: ?(?<times>[\d一二两三四五六七八九十]+) ?[次下])?`,
    press,
  ),
  rule('zh', String.raw`回车|提交(?:表单|搜索|查询)?`, () => [{ do: 'press', keys: 'Enter', times: 1 }]),
  rule(
    'zh',
    String.raw`(?:点击|单击|点按|点开|打开|点|按下|按|选择)(?:一下)? ?(?:页面(?:上|中|里)?的?)?(?<nth>{nthzh}) ?(?:名为|叫做|叫|写着)? ?(?<text>.*?) ?(?:的)? ?${roleZh}`,
    click,
  ),
  rule(
    'zh',
    String.raw`(?:点击|单击|点按|点开|点|按下|按)(?:一下)? ?(?:页面(?:上|中|里)?的?)?${roleZh} ?[:：]? ?(?<text>{quote})`,
    click,
  ),
  rule(
    'zh',
    String.raw`(?:点击|单击|点按|点开|打开|点|按下|按)(?:一下)? ?(?:页面(?:上|中|里)?的?)?(?:名为|叫做|叫|写着|标有)? ?(?<text>.+?) ?(?:这个|的|那个)? ?${roleZh}`,
    click,
  ),
  rule('zh', String.raw`(?:点击|单击|点按|点开|点)(?:一下)? ?(?:页面(?:上|中|里)?的?)?(?<text>.+)`, click),
];
