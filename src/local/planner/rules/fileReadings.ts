import type { Reading, Words } from '../rule';
import type { Readable } from '../steps';
import { toReadable } from './reading';

type Read = (words: Words) => Reading;

/** Endings that decide between "open notes.txt" and "open example.com". */
const ENDINGS = 'txt|md|markdown|json|csv|tsv|log|html?|xml|ya?ml|ini|toml|text|tex|css|sql|jpe?g|png';

/** A name that is a file's by its ending. A path counts too, so that it can be refused by name. */
export const FILE_NAME = String.raw`(?:[^\s，。；：:,;“”]*\.(?:${ENDINGS})|[^\s，。；：:,;]*[\/\\][^\s，。；：:,;]*\.[a-z0-9]{1,8})`;

/** Beside the word "file" anything without spaces is a name. */
export const ANY_NAME = String.raw`(?:{quote}|[^\s，。；：,;]+)`;

const hasEnding = new RegExp(String.raw`\.(?:${ENDINGS})$`, 'iu');

/**
 * Makes one group of two: `file` is a name beside the word "file", `bare` one without. The latter is a file only by the
 * ending of its name; a quoted one without may be anything.
 */
export const onFile =
  (read: Read): Read =>
  (words) => {
    if (words.has('file')) return read(words);
    const bare = words.get('bare');
    if (words.isQuoted('bare') && !hasEnding.test(bare)) return undefined;
    return read({ ...words, get: (group) => (group === 'file' ? bare : words.get(group)) });
  };

/** Names of texts that somebody would have to make up, or find out, first. */
const unwritten =
  /^(?:an?|the|some|your|my) (?:\w+ ){0,3}(?:summary|poem|story|essay|haiku|joke|letter|article|report|translation|analysis|explanation|review|overview|outline|recipe|song|speech)\b|(?:摘要|总结|概要|概括|诗|诗歌|故事|作文|文章|报告|译文|翻译|分析|介绍|笑话|信息|天气|新闻|价格)$/iu;

export const write =
  (append: boolean): Read =>
  (words) => {
    const text = words.get('text');
    if (!words.isQuoted('text') && unwritten.test(text)) {
      return {
        refused: true,
        words: words.all,
        why: {
          en: 'AgentBay Local has no language model and cannot make up a text. Put the words to be written in quotes.',
          zh: 'AgentBay Local 没有语言模型，不能自己写文章。请把要写入的文字放在引号里。',
        },
      };
    }
    return [{ do: 'writeFile', file: words.get('file'), text, append }];
  };

const lastFinding =
  /^(?:it|them|that|this|these|those|everything|(?:the |all )?(?:the )?(?:findings?|output|outcome|answer|(?:search )?results?)|what (?:you|was) found|what you read|它|它们|这些|这个|以上(?:内容)?|上述内容|刚才的内容|找到的内容|读取的内容|读到的内容|(?:搜索)?结果)$/iu;

/** What words such as "it" or "the headings" point at; `undefined` when they are the text itself. */
function pointedAt(words: Words): Readable | 'last' | undefined {
  if (words.isQuoted('text')) return undefined;
  const text = words.raw('text');
  if (lastFinding.test(text)) return 'last';
  const readable = toReadable(text, words);
  // The name of a table is too easily a text; a bare "the table" is not.
  return readable?.table?.heading === undefined ? readable?.what : undefined;
}

/**
 * Saves a finding or, where the words point at none, the words themselves.
 * @param literal Whether there may be words to save; "save the flight to a.txt" asks for something else.
 */
export const save =
  (append: boolean, literal: boolean): Read =>
  (words) => {
    const pointed = pointedAt(words);
    const file = words.get('file');
    if (pointed === 'last') return [{ do: 'saveFinding', file, append }];
    if (pointed !== undefined) return [{ do: 'saveFinding', what: pointed, file, append }];
    return (literal || words.isQuoted('text')) && words.has('text') ? write(append)(words) : undefined;
  };

export const saveLast: Read = (words) => [{ do: 'saveFinding', file: words.get('file'), append: false }];
export const readFile: Read = (words) => [{ do: 'readFile', file: words.get('file') }];
export const deleteFile: Read = (words) => [{ do: 'deleteFile', file: words.get('file') }];
export const listFiles: Read = () => [{ do: 'listFiles' }];
