/** A place where a text may be cut into instructions: what is left of `start` and right of `end`. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

/** Words after which a full stop ends no sentence. */
const abbreviation = String.raw`(?<!\b(?:mr|mrs|ms|dr|st|vs|no|etc|jr|sr|inc|ltd|co|e\.g|i\.e|approx|fig|vol|[a-z]))`;
const listMark = String.raw`(?:[-*•]|\(?\d{1,2}[.)、．:：)]|[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]{1,3}步[:：，,、]?|[①-⑳]|step \d{1,2}[:.)]?)`;

/** What only an instruction begins with: after "and" these make a new one, even one that is then not understood. */
const imperative = String.raw`(?=(?:tell|show|give|send|email|notify) me\b|summari[sz]e\b|compare (?:them|their|the|both)\b|count (?:them|the|how)\b|sort (?:them|the)\b|translate (?:it|them|the)\b|analy[sz]e (?:it|them|the)\b|(?:buy|order|book|send|email|download) (?:it|them|one|the|me|an email)\b|let me know\b|click (?:on )?(?:the|on)\b|take an? (?:full page )?screenshot|save (?:it|them|the)\b)`;
const imperativeZh = String.raw`(?=告诉我|总结|概括|翻译|发送|发给|发邮件|比较|对比|统计|分析|计算|整理|排序|下载|购买|预订|读取|点击|截图|截屏|保存|打开|显示|列出)`;

/** Where an instruction ends for certain. "now and then" is not a sequence of two. */
const strong = new RegExp(
  [
    String.raw`\s*[;；。！？]\s*`,
    String.raw`${abbreviation}[.!?]+(?=\s|$)\s*`,
    String.raw`(?<!\b(?:now and|since|back|until|by|even))[\s,，]+(?:and )?(?:then|after that|afterwards|after this),?\s+(?!and\b)`,
    String.raw`(?:\s*[,，]\s*(?:and )?|\s+and )(?:finally|next|lastly),?\s+`,
    String.raw`(?:\s*[,，]\s*(?:and )?|\s+and )${imperative}`,
    String.raw`[\s，,、]*(?:并且然后|然后再|然后|接着再|接着|接下来|之后再|随后|紧接着)[，,]?\s*`,
    String.raw`\s*[，,、]\s*最后(?!一|个)再?`,
    String.raw`(?<=(?:加载|载入)(?:完成|完毕|好|完)了?)(?:之|以)?后[，,]?\s*`,
    String.raw`\s*[，,、]?\s*(?:并且|并|再|同时)${imperativeZh}`,
  ].join('|'),
  'giu',
);

/** Where an instruction ends only if what follows is one; also right after a quotation or address that Chinese follows. */
const weak = new RegExp(
  [
    String.raw`\s*,\s*(?:and also |and |also )?`,
    // "Create a.txt and write hello in it" is one instruction.
    String.raw`\s+(?:and also|and|&)\s+(?!(?:write|put)\b[^,;]*\b(?:in|into|inside|to) it\b)`,
    String.raw`\s*[，、]\s*(?:并且|并|再|同时|还要|以及)?`,
    String.raw`\s*(?:并且|而且|同时|以及|并|再|和)\s*`,
    String.raw`(?<=[\u{F0000}-\u{10FFFD}])(?=\p{Script=Han})`,
  ].join('|'),
  'giu',
);

const leadingMark = new RegExp(String.raw`^\s*${listMark}\s*(?=\S)`, 'iu');
const inlineMark = /\s+\(?\d{1,2}[.)、]\s*(?=\S)/gu;

/** Cuts a task at line ends, full stops, "then", 然后 and the like, and drops the marks of lists. */
export function splitCertain(text: string): readonly string[] {
  // "1. open the browser 2. go to example.com" on one line
  const lines = /^\s*\(?1[.)、]/u.test(text) ? text.replace(inlineMark, '\n') : text;
  return lines
    .split(/[\r\n]+/u)
    .map((line) => line.replace(leadingMark, ''))
    .flatMap((line) => line.split(strong))
    .map((part) => part.replace(leadingMark, '').trim())
    .filter((part) => /[\p{L}\p{N}\u{F0000}-\u{10FFFD}]/u.test(part));
}

/** More instructions than this in one sentence are not looked for. */
const MOST_CUTS = 40;

/** The places where a part may fall apart into instructions, in order. */
export function possibleCuts(part: string): readonly Cut[] {
  const cuts: Cut[] = [];
  for (const match of part.matchAll(weak)) {
    const cut = { start: match.index, end: match.index + match[0].length };
    if (cut.start > 0 && cut.end < part.length) cuts.push(cut);
    if (cuts.length === MOST_CUTS) break;
  }
  return cuts;
}
