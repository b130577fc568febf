const before = new RegExp(
  `^(?:${[
    String.raw`(?:please|pls|kindly|hey|hi|hello|ok|okay|so|now|first(?:ly| of all)?|secondly|thirdly|next|finally|lastly|then|also|and|just|let's|let us|go ahead and|afterwards|after that)\b[,:]?\s*`,
    String.raw`(?:(?:can|could|would|will) you(?: please)?|i(?:'d like| want| need| would like)(?: you)? to|i want you to|you (?:should|must|need to)|help me(?: to)?|try to|your task is to|the task is to)\s+`,
    String.raw`(?:请问|请你|请您|请|麻烦你|麻烦您|麻烦|劳驾|帮我|帮忙|帮|给我|替我|为我|能不能|能否|可不可以|可以|你能|你可以|我想要|我想|我要|我需要|我们|先|首先|第一步|接下来|最后|现在|然后|接着|再|并且|并|同时|还要|另外)[，,：:]?\s*`,
  ].join('|')})`,
  'iu',
);
const after =
  /(?:[\s,，]+(?:please|pls|for me|right now|now|thanks|thank you|thx|ok|okay|if you can|again)|[，,]?\s*(?:好吗|好不好|可以吗|行吗|谢谢你?|谢了|拜托|(?<!百度)一下|吧|吗|哦|呀))$/iu;
const marks = /[\s.!?,;:。！？，；：、]+$/u;

/** Nobody is more polite than this. */
const MOST_SHAPES = 6;

/**
 * The ways to read a clause with its politeness taken off, the barest first. "search for me" must stay readable as it is,
 * so each step of the peeling is kept.
 */
export function withoutPoliteness(clause: string): readonly string[] {
  const shapes: string[] = [];
  let bare = clause.replace(/\s+/gu, ' ').trim();
  for (let last: string | undefined; bare !== last && bare !== '' && shapes.length < MOST_SHAPES;) {
    shapes.unshift(bare);
    last = bare;
    bare = bare.replace(marks, '').replace(before, '').replace(after, '').trim();
  }
  return shapes;
}
