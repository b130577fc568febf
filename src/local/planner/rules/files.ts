import { rule, type Reading, type Rule, type Words } from '../rule';
import type { Readable } from '../steps';
import { toReadable } from './reading';

const write =
  (append: boolean) =>
  (words: Words): Reading => [{ do: 'writeFile', file: words.get('file'), text: words.get('text'), append }];

const found =
  /^(?:it|them|that|this|these|those|everything|(?:the |all )?(?:the )?(?:findings?|output|outcome|answer)|what (?:you|was) found|what you read|它|它们|这些|这个|以上(?:内容)?|上述内容|刚才的内容|找到的内容|读取的内容|读到的内容|结果)$/iu;

/** What the words point at: a kind of finding, `'last'` for "it", or `undefined`: they are the text itself. */
function pointedAt(words: Words): Readable | 'last' | undefined {
  if (words.isQuoted('text')) return undefined;
  const text = words.raw('text');
  // A "result" is what came out last; search results, when a search came last.
  if (found.test(text) || /^(?:the |all )?(?:search )?results?$/iu.test(text)) return 'last';
  const readable = toReadable(text, words);
  // A table's name is too easily a text; a bare "the table" is not.
  return readable?.table?.heading === undefined ? readable?.what : undefined;
}

const save =
  (append: boolean, literal: boolean) =>
  (words: Words): Reading => {
    const pointed = pointedAt(words);
    const file = words.get('file');
    if (pointed === 'last') return [{ do: 'saveFinding', file, append }];
    if (pointed !== undefined) return [{ do: 'saveFinding', what: pointed, file, append }];
    return literal && words.has('text') ? write(append)(words) : undefined;
  };

const readFile = (words: Words): Reading => [{ do: 'readFile', file: words.get('file') }];
const deleteFile = (words: Words): Reading => [{ do: 'deleteFile', file: words.get('file') }];
const listFiles = (): Reading => [{ do: 'listFiles' }];

// Endings of text files; they decide between "open notes.txt" and "open example.com".
const textFile = String.raw`(?:[^\s，。；：:,;]*\.(?:txt|md|markdown|json|csv|tsv|log|html?|xml|ya?ml|ini|toml|text|tex|css|sql)|[^\s，。；：:,;]*[\/\\][^\s，。；：:,;]*\.[a-z0-9]{1,8})`;
// With the word "file" beside it anything without spaces is a name, so that a bad one can be refused by name.
const anyName = String.raw`(?:{quote}|[^\s，。；：,;]+)`;
const named = String.raw`(?:called |named |with (?:the )?name |at |: ?)?`;
const holding = String.raw`(?:,? (?:with|containing|that (?:says|contains|reads)|saying|which (?:says|contains)|and (?:write|put|type))(?: (?:the |a |this )?(?:following )?(?:contents?|text|words?|line|message)(?: of)?)?:? |: ?)`;
const theFile = String.raw`(?:(?:the |a |an |my )?(?:new |existing )?(?:text |plain text |markdown )?file )`;
const name = `(?:${theFile}${named}(?<file>${anyName})|(?<file2>${textFile}))`;

/** Rules name the file in one of two ways; this makes them one. */
const either =
  (read: (words: Words) => Reading) =>
  (words: Words): Reading =>
    read({
      ...words,
      get: (group) => (group === 'file' && !words.has('file') ? words.get('file2') : words.get(group)),
    });

/** Text files in the session's own folder. */
export const fileRules: readonly Rule[] = [
  rule(
    'en',
    String.raw`(?:create|make|write|save|add|start)(?: me)? ${theFile}${named}(?<file>${anyName}) ?(?:in it )?${holding}(?<text>.+)`,
    write(false),
  ),
  rule(
    'en',
    String.raw`(?:create|make|write|save|add|start|touch)(?: me)? (?:(?:an )?empty |${theFile}${named}|an? )?(?<file>${textFile}) ?${holding}(?<text>.+)`,
    write(false),
  ),
  rule(
    'en',
    String.raw`(?:create|make|add|start|touch)(?: me)? (?:(?:an )?empty file ${named}|${theFile}${named})(?<file>${anyName})`,
    write(false),
  ),
  rule('en', String.raw`(?:create|make|add|touch)(?: me)? (?:an? )?(?:empty )?(?<file>${textFile})`, write(false)),
  rule(
    'en',
    String.raw`(?:append|add)(?: (?:the )?(?:text|lines?|words?|a line(?: saying)?))?:? (?<text>.+) (?:to|at|in) (?:the end of )?${name}`,
    either(save(true, true)),
  ),
  rule(
    'en',
    String.raw`(?:write|save|put|store|type|copy)(?: (?:the )?(?:text|words?))?:? (?<text>.+) (?:to|into|in|as) ${name}`,
    either(save(false, true)),
  ),
  rule(
    'en',
    String.raw`(?:save|write|store|export|put)(?: down)? (?<text>.+) (?:to|into|in|as) (?<file>{file})`,
    save(false, false),
  ),
  rule(
    'en',
    String.raw`(?:read|show(?: me)?|open|print|display|view|get|cat|give me)(?: (?:the )?(?:contents?|text) of)? ${name}`,
    either(readFile),
  ),
  rule(
    'en',
    String.raw`(?:list|show(?: me)?|give me|get)(?: all)?(?: (?:the|my|of the|of my))? files?(?: (?:in|of|from) (?:the|my|this) (?:scratch |working |current )?(?:folder|directory|session))?|(?:tell me )?(?:what|which) files (?:are there|exist|do (?:i|you|we) have)|list (?:the )?(?:folder|directory)|ls|dir`,
    listFiles,
  ),
  rule('en', String.raw`(?:delete|remove|erase) ${name}`, either(deleteFile)),

  rule(
    'zh',
    String.raw`(?:创建|新建|建立|生成|写|建)(?:一个|个)?(?:新的?)?(?:文本)?文件 ?[:：]? ?(?:名为|叫做|叫|命名为|名叫)? ?(?<file>{file}) ?(?:[，,]? ?(?:并)?(?:文件)?(?:内容(?:为|是|写|：|:)?|写入|里面写(?:上|着|入)?|包含|写上|写着) ?[:：]? ?(?<text>.+))?`,
    write(false),
  ),
  rule(
    'zh',
    String.raw`(?:创建|新建|建立|生成|写|建)(?:一个|个)?(?:名为|叫做|叫|命名为|名叫)? ?(?<file>{file}) ?(?:的)?(?:(?:文本)?文件)?(?:[，,]? ?(?:并)?(?:文件)?(?:内容(?:为|是|写|：|:)?|写入|里面写(?:上|着|入)?|包含|写上|写着) ?[:：]? ?(?<text>.+))?`,
    write(false),
  ),
  rule(
    'zh',
    String.raw`(?:把|将) ?(?<text>.+?) ?(?:追加|添加|加)(?:到|进|至|在) ?(?:文件)? ?(?<file>{file}) ?(?:文件)?(?:的)?(?:末尾|后面|最后|中|里)?`,
    save(true, true),
  ),
  rule(
    'zh',
    String.raw`(?:把|将) ?(?<text>.+?) ?(?:写入到|写入|写到|写进|保存到|保存为|保存在|存到|存为|存入|存进|导出到|记录到|放到|放进) ?(?:文件)? ?(?<file>{file}) ?(?:文件)?(?:中|里|内)?`,
    save(false, true),
  ),
  rule(
    'zh',
    String.raw`(?:保存|存储|导出|写入|存) ?(?<text>.+?) ?(?:到|为|至|在|进) ?(?:文件)? ?(?<file>{file}) ?(?:文件)?(?:中|里|内)?`,
    save(false, true),
  ),
  rule(
    'zh',
    String.raw`(?:保存|存储|导出)(?:到|为|至|在) ?(?:文件)? ?(?<file>{file}) ?(?:文件)?(?:中|里|内)?`,
    (words) => [{ do: 'saveFinding', file: words.get('file'), append: false }],
  ),
  rule(
    'zh',
    String.raw`(?:在|向|往|给) ?(?:文件)? ?(?<file>{file}) ?(?:文件)?(?:的)?(?:末尾|后面|最后|中|里面|里|内)?(?:再)?(?:追加|添加|加入|加上|附加)(?:一行)? ?[:：]? ?(?<text>.+)`,
    save(true, true),
  ),
  rule(
    'zh',
    String.raw`(?:在|向|往|给) ?(?:文件)? ?(?<file>{file}) ?(?:文件)?(?:中|里面|里|内)?(?:写入|写上|写|输入) ?[:：]? ?(?<text>.+)`,
    save(false, true),
  ),
  rule(
    'zh',
    String.raw`(?:追加|添加) ?(?<text>.+?) ?(?:到|至|在) ?(?:文件)? ?(?<file>{file}) ?(?:文件)?(?:的)?(?:末尾|后面|最后|中|里)?`,
    save(true, true),
  ),
  rule(
    'zh',
    String.raw`(?:读取|读一下|读|查看|看看|看一下|打开|显示)(?:一下)? ?(?:(?:文本)?文件 ?(?<file>{file})|(?<file2>${textFile})) ?(?:文件)?(?:的)?(?:全部)?(?:内容|文字)?`,
    either(readFile),
  ),
  rule(
    'zh',
    String.raw`(?:列出|显示|查看|看看|列一下)(?:一下)?(?:所有|全部)?(?:的)?(?:文件夹(?:中|里)?的?)?(?:所有|全部)?文件(?:列表)?|(?:现在)?(?:都)?有(?:哪些|什么)文件`,
    listFiles,
  ),
  rule(
    'zh',
    String.raw`(?:删除|删掉|移除|删) ?(?:(?:文本)?文件 ?(?<file>{file})|(?<file2>${textFile})) ?(?:文件|这个文件)?|(?:把|将) ?(?:文件)? ?(?<file3>{file}) ?(?:文件)?(?:删除|删掉)`,
    (words) => (words.has('file3') ? [{ do: 'deleteFile', file: words.get('file3') }] : either(deleteFile)(words)),
  ),
];
