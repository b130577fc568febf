import { rule, type Reading, type Rule, type Words } from '../rule';
import type { Step } from '../steps';

/** A field's name as the person gave it; nothing for "it" and for a bare "the text field": there the only field is meant. */
function fieldOf(words: Words): { readonly field?: string } {
  const name = words
    .get('field')
    .replace(/^(?:the|my|your)\s+/iu, '')
    .replace(/的$/u, '');
  return name === '' || /^(?:it|text|input|page|form|this)$/iu.test(name) ? {} : { field: name };
}

const type = (words: Words): Reading => {
  const text = words.get('text');
  return text === '' ? undefined : [{ do: 'type', text, ...fieldOf(words) }];
};
/** "Bob in the Name field and Ann in the Other field". */
const typeTwo = (words: Words): Reading => [
  { do: 'type', text: words.get('text'), field: words.get('field') },
  { do: 'type', text: words.get('text2'), field: words.get('field2') },
];

const further =
  /^(?<field>[^填输选]{1,12}?)(?:一栏|栏|框)?(?<verb>填写|填入|填上|填|输入|选择|选)(?:为|成)? ?[:：]? ?(?<rest>.+)$/u;

/** What follows a comma may name another field, as in 在姓名框中输入张三，数量填3，尺码选大号; else it belongs to the text. */
const typeSeveral = (words: Words): Reading => {
  const [first = '', ...others] = words.raw('text').split(/\s*[，,]\s*/u);
  const more = others.map((piece) => further.exec(piece)?.groups);
  if (more.every((one) => one === undefined)) return type(words);
  const steps: Step[] = [{ do: 'type', text: words.value(first), ...fieldOf(words) }];
  for (const one of more) {
    if (!one) return undefined;
    const field = words.value(one['field'] ?? '');
    const value = words.value(one['rest'] ?? '');
    steps.push(
      one['verb']?.startsWith('选') === true
        ? { do: 'select', option: value, field }
        : { do: 'type', text: value, field },
    );
  }
  return steps;
};

/** "Fill in the form with ..." names no field; to guess one would put all of it there. */
const fill = (words: Words): Reading => (/^(?:form|page|it)$/iu.test(words.get('field')) ? undefined : type(words));
const clear = (words: Words): Reading => [{ do: 'clear', ...fieldOf(words) }];
const select = (words: Words): Reading => {
  const option = words.get('option');
  return option === '' ? undefined : [{ do: 'select', option, ...fieldOf(words) }];
};
const check =
  (on: boolean) =>
  (words: Words): Reading => [{ do: 'check', field: words.get('field'), on }];

const typing = String.raw`(?:type|enter|input|write|put|key in|type in|paste)(?: in| out)?(?: the (?:text|words?|value|string))?`;
const into = String.raw`(?:into|in to|inside|in|to|on|as)`;
const typingZh = String.raw`(?:输入|填写|填入|键入|写入|打字|打入|填上|填)`;
const box = String.raw`(?:checkbox|check box|box|option|switch|toggle)`;
const list = String.raw`(?:drop-?down(?: list| menu| box)?|select(?: box)?|combo ?box|list|menu|field|options?)`;
const listZh = String.raw`(?:下拉框|下拉列表|下拉菜单|选择框|列表|菜单|选项|栏|框)`;

/** Filling in forms. */
export const fieldRules: readonly Rule[] = [
  rule(
    'en',
    String.raw`${typing} (?<text>.+?) ${into} (?:the )?(?<field>[^,]+?) {field},? and (?:${typing} )?(?<text2>.+?) ${into} (?:the )?(?<field2>[^,]+?) {field}`,
    typeTwo,
  ),
  rule('en', String.raw`${typing} (?<text>{quote}) ${into} (?:the )?(?<field>.+?)(?: {field})?`, type),
  rule(
    'en',
    String.raw`${typing} (?<text>.+) ${into} (?:the )?{field} (?:named |labell?ed |called |for )?(?<field>.+)`,
    type,
  ),
  rule('en', String.raw`${typing} (?<text>.+) ${into} (?:the )?(?<field>.*?) ?{field}`, type),
  rule('en', String.raw`${typing} (?<text>.+) (?:into|in) (?:the )?(?<field>.+)`, type),
  rule('en', String.raw`(?:fill(?: in| out)?|complete|populate) (?:the )?{field} (?<field>.+?) with (?<text>.+)`, type),
  rule(
    'en',
    String.raw`(?:fill(?: in| out)?|complete|populate) (?:in )?(?:the )?(?<field>.+?)(?: {field})? (?:with|as|:) ?(?<text>.+)`,
    fill,
  ),
  rule('en', String.raw`(?:set|change) (?:the )?(?<field>.+?)(?: {field})? to (?<text>.+)`, type),
  rule('en', String.raw`fill(?: in)? (?<text>.+) (?:for|as) (?:the )?(?<field>.+?)(?: {field})?`, type),
  rule(
    'en',
    String.raw`(?:type|enter|input|key in|type in|paste)(?: in| out)?(?: the (?:text|words?|value|string))? (?<text>.+)`,
    type,
  ),
  rule('en', String.raw`(?:clear|empty|erase)(?: out)? (?:the )?(?<field>.*?) ?{field}`, clear),
  rule('en', String.raw`(?:clear|empty) (?:the )?(?<field>.+)`, clear),
  rule(
    'en',
    String.raw`(?:un-?check|un-?tick|deselect|turn off|switch off|disable) (?:the )?(?<field>.+?)(?: ${box})?`,
    check(false),
  ),
  rule('en', String.raw`(?:tick|turn on|switch on|enable) (?:the )?(?<field>.+?)(?: ${box})?`, check(true)),
  rule('en', String.raw`check (?:the )?(?:${box} )?(?<field>{quote}|.+? (?=${box}$))(?:${box})?`, check(true)),
  rule(
    'en',
    String.raw`check (?:the )?(?<field>(?!if\b|whether\b|that\b|out\b|for\b|weather\b|news\b|price|what\b|how\b|my\b)[\p{L}\p{N}-]+(?: [\p{L}\p{N}-]+){0,2})`,
    check(true),
  ),
  rule(
    'en',
    String.raw`(?:select|choose|pick)(?: the)?(?: option)? (?<option>.+?) (?:from|in|under|for|as) (?:the )?(?<field>.*?) ?${list}`,
    select,
  ),
  rule(
    'en',
    String.raw`(?:select|choose|pick)(?: the)?(?: option)? (?<option>.+?) (?:from|in|under|for|as) (?:the )?(?<field>.+)`,
    select,
  ),
  rule('en', String.raw`(?:select|choose|pick)(?: the)?(?: option)? (?<option>.+?)(?: option)?`, select),

  rule(
    'zh',
    String.raw`(?:在|往|向) ?(?<field>.*?) ?(?:这个|的)?{fieldzh}? ?(?:中|里面|里|内|上|处)? ?${typingZh}(?:文字|文本|内容)? ?[:：]? ?(?<text>.+)`,
    typeSeveral,
  ),
  rule(
    'zh',
    String.raw`(?:把|将) ?(?<text>.+?) ?(?:输入|填入|填写|键入|填)(?:到|进|在|至)? ?(?<field>.*?) ?(?:这个|的)?{fieldzh}? ?(?:中|里面|里|内|上)?`,
    type,
  ),
  rule(
    'zh',
    String.raw`(?:把|将) ?(?<field>.+?) ?{fieldzh}? ?(?:的值)?(?:设为|设置为|设成|填为|填成|改为|改成|填写为) ?(?<text>.+)`,
    type,
  ),
  rule('zh', String.raw`(?:填写|填) ?(?<field>.+?) ?{fieldzh}? ?(?:为|成|：|:) ?(?<text>.+)`, type),
  rule('zh', String.raw`(?:输入|键入|打字|填写|填入)(?:文字|文本|内容)? ?[:：]? ?(?<text>.+)`, type),
  rule('zh', String.raw`(?:清空|清除) ?(?<field>.*?) ?(?:的)?(?:{fieldzh}|内容)*`, clear),
  rule('zh', String.raw`取消(?:勾选|选中|选择|打勾) ?(?<field>.+?) ?(?:这个|的)?(?:复选框|选项)?`, check(false)),
  rule('zh', String.raw`(?:勾选|勾上|选中|打勾)(?:一下)? ?(?<field>.+?) ?(?:这个|的)?(?:复选框|选项)?`, check(true)),
  rule(
    'zh',
    String.raw`(?:在|从) ?(?<field>.*?) ?(?:这个|的)?${listZh}? ?(?:中|里面|里|内)? ?(?:选择|选中|选取|选) ?(?<option>.+)`,
    select,
  ),
  rule('zh', String.raw`(?:把|将) ?(?<field>.+?) ?${listZh}? ?(?:选为|选成) ?(?<option>.+)`, select),
  rule('zh', String.raw`(?:选择|选取|选) ?(?<option>.+?) ?(?:这个)?(?:选项|项)?`, select),
];
