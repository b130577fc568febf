import { rule, type Rule } from '../rule';
import { ANY_NAME, deleteFile, listFiles, onFile, readFile, save, FILE_NAME, write } from './fileReadings';

const named = String.raw`(?:called |named |with (?:the )?name |at |: ?)?`;
const holding = String.raw`(?:,? (?:with|containing|that (?:says|contains|reads)|saying|which (?:says|contains)|and (?:write|put|type))(?: (?:the |a |this )?(?:following )?(?:contents?|text|words?|line|message)(?: of)?)?:? |: ?)`;
const aFile = String.raw`(?:(?:the |a |an |my )?(?:new |existing |empty )?(?:text |plain text |markdown )?file )`;
const name = `(?:${aFile}${named}(?<file>${ANY_NAME})|(?:the )?(?<bare>${FILE_NAME}|{quote}))`;
const make = String.raw`(?:create|make|write|save|add|start|touch)(?: me)?`;

/** Text files in the session's own folder, in English. */
export const fileRules: readonly Rule[] = [
  rule(
    'en',
    String.raw`${make} (?:an? )?${name} ?${holding}(?<text>{quote}|.+(?= in ))(?: (?:in|inside|to|into)(?: it)?| as (?:its |the )?contents?)`,
    onFile(write(false)),
  ),
  rule('en', String.raw`${make} (?:an? )?${name} ?(?:in it )?${holding}(?<text>.+)`, onFile(write(false))),
  rule('en', String.raw`(?:create|make|add|start|touch)(?: me)? (?:an? )?${name}`, onFile(write(false))),
  rule(
    'en',
    String.raw`(?:append|add)(?: (?:the )?(?:text|lines?|words?|a line(?: saying)?))?:? (?<text>.+) (?:to|at|in) (?:the end of )?${name}`,
    onFile(save(true, true)),
  ),
  rule(
    'en',
    String.raw`(?:write|put|store|type|copy)(?: (?:the )?(?:text|words?))?:? (?<text>.+) (?:to|into|in|as) ${name}`,
    onFile(save(false, true)),
  ),
  rule(
    'en',
    String.raw`(?:save|export)(?: down)?(?: (?:the )?text)? (?<text>.+) (?:to|into|in|as) ${name}`,
    onFile(save(false, false)),
  ),
  rule(
    'en',
    String.raw`(?:read|show(?: me)?|open|print|display|view|get|cat|give me|what(?:'s|’s| is) in)(?: (?:the )?(?:contents?|text) of)? ${name}(?: back)?(?: to me)?`,
    onFile(readFile),
  ),
  rule(
    'en',
    String.raw`(?:list|show(?: me)?|give me|get)(?: all)?(?: (?:the|my|of the|of my))? files?(?: (?:in|of|from) (?:the|my|this) (?:scratch |working |current )?(?:folder|directory|session))?`,
    listFiles,
  ),
  rule('en', String.raw`(?:tell me )?(?:what|which) files (?:are there|exist|do (?:i|you|we) have)|ls|dir`, listFiles),
  rule('en', String.raw`(?:delete|remove|erase) ${name}`, onFile(deleteFile)),
];
