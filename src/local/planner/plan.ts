import { mask, type Masked } from './mask';
import { withoutPoliteness } from './polite';
import { applyRule, type Rule } from './rule';
import { browserRules } from './rules/browser';
import { fieldRules } from './rules/fields';
import { fileRules } from './rules/files';
import { fileRulesZh } from './rules/filesZh';
import { movementRules } from './rules/movement';
import { clickRules } from './rules/page';
import { readingRules } from './rules/reading';
import { screenshotRules } from './rules/screenshot';
import { searchRules } from './rules/search';
import { possibleCuts, splitCertain } from './split';
import type { Language, Refusal, Step } from './steps';
import { refusalText } from './refusal';

/** What is to be done for a task, in order. */
export interface Plan {
  readonly kind: 'plan';
  readonly language: Language;
  readonly steps: readonly Step[];
}

/** A task that will not be begun. */
export interface Unsupported {
  readonly kind: 'unsupported';
  readonly language: Language;
  /** The words that could not be followed, as written. */
  readonly words: string;
  /** Why, and what would work: a few sentences for the person. */
  readonly reason: string;
}

/** A task of more steps is refused. */
export const MOST_STEPS = 100;

/** Characters of one instruction, quotations not counted. */
const LONGEST_INSTRUCTION = 4_000;

/** Asked in this order: the particular before the general. */
const rules: readonly Rule[] = [
  ...fileRules,
  ...fileRulesZh,
  ...screenshotRules,
  ...readingRules,
  ...browserRules,
  ...movementRules,
  ...searchRules,
  ...clickRules,
  ...fieldRules,
];

const tooLong: NonNullable<Refusal['why']> = {
  en: 'The instruction is too long; put long texts in quotes.',
  zh: '指令太长；请把长文本放在引号里。',
};

type Clause = { readonly steps: readonly Step[]; readonly language: Language } | Refusal | undefined;

/** Turns a task in plain English or Chinese into steps, or says which words stand in the way. Does nothing else. */
export function plan(task: string): Plan | Unsupported {
  const masked = mask(task.normalize('NFC'));
  const steps: Step[] = [];
  let language: Language | undefined;
  for (const part of splitCertain(masked.text)) {
    const clauses = readPart(part, masked);
    for (const clause of clauses) {
      if (clause === undefined) continue;
      if ('refused' in clause) return unsupported(task, clause);
      for (const step of clause.steps) addStep(steps, step);
      language ??= clause.language;
    }
  }
  if (language === undefined) return unsupported(task, { refused: true, words: '' });
  if (steps.length <= MOST_STEPS) return { kind: 'plan', language, steps };
  return unsupported(task, {
    refused: true,
    words: '',
    why: { en: `A task may have at most ${MOST_STEPS} steps.`, zh: `一个任务最多 ${MOST_STEPS} 个步骤。` },
  });
}

function readClause(clause: string, masked: Masked): Clause {
  for (const shape of withoutPoliteness(clause)) {
    for (const rule of rules) {
      const reading = applyRule(rule, shape, masked);
      if (reading === undefined) continue;
      return 'refused' in reading ? reading : { steps: reading, language: rule.language };
    }
  }
  return undefined;
}

/**
 * Reads a part that may hold several instructions. It is cut at "and" or a comma only where both sides can be followed;
 * of several ways to do so, the one with the earliest cuts.
 */
function readPart(part: string, masked: Masked): readonly Clause[] {
  if (part.length > LONGEST_INSTRUCTION) return [{ refused: true, words: masked.restore(part), why: tooLong }];
  const cuts = possibleCuts(part);
  const known = new Map<string, Clause>();
  const clause = (start: number, end: number): Clause => {
    const key = `${start}:${end}`;
    if (!known.has(key)) known.set(key, readClause(part.slice(start, end), masked));
    return known.get(key);
  };
  const rests = new Map<number, readonly Clause[] | undefined>();
  const readFrom = (start: number): readonly Clause[] | undefined => {
    if (rests.has(start)) return rests.get(start);
    let result: readonly Clause[] | undefined;
    for (const cut of cuts) {
      if (cut.start <= start) continue;
      const left = clause(start, cut.start);
      const right = left && readFrom(cut.end);
      if (right) {
        result = [left, ...right];
        break;
      }
    }
    const whole = result ? undefined : clause(start, part.length);
    result ??= whole && [whole];
    rests.set(start, result);
    return result;
  };
  return readFrom(0) ?? [{ refused: true, words: masked.restore(stumbledOver(part, cuts, clause)) }];
}

/** "Take a screenshot and save it as a.jpg" is one step: what is saved is the picture. */
function addStep(steps: Step[], step: Step): void {
  const last = steps.at(-1);
  if (step.do === 'saveFinding' && step.what === undefined && last?.do === 'screenshot' && last.file === undefined) {
    steps[steps.length - 1] = { ...last, file: step.file };
  } else {
    steps.push(step);
  }
}

/** The piece of an unreadable part that is to blame: what follows the longest readable beginning, up to the next cut. */
function stumbledOver(
  part: string,
  cuts: ReturnType<typeof possibleCuts>,
  clause: (start: number, end: number) => Clause,
): string {
  let start = 0;
  for (;;) {
    const next = cuts.find((cut) => cut.start > start && clause(start, cut.start) !== undefined);
    if (!next) break;
    start = next.end;
  }
  const end = cuts.find((cut) => cut.start > start && clause(cut.end, part.length) !== undefined)?.start;
  return part.slice(start, end);
}

/** Chinese, when Chinese characters outweigh the words in Latin letters. */
function languageOf(text: string): Language {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/[A-Za-z]+/gu)?.length ?? 0;
  return han > latin ? 'zh' : 'en';
}

function unsupported(task: string, refusal: Refusal): Unsupported {
  const language = languageOf(task);
  return { kind: 'unsupported', language, words: refusal.words, reason: refusalText(refusal, language) };
}
