import { LocalError, messageOf } from '../failure';
import { checkFields, isObject } from './fields';
import { conditionFields, type Condition, type Fault, faultFields, type FaultKind, type FaultRule } from './rule';

/**
 * Reads a fault plan: JSON text of a list of rules.
 * @throws {LocalError} one line that says which rule is wrong, and how.
 */
export function parseFaultPlan(json: string): readonly FaultRule[] {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (error) {
    throw new LocalError(`The fault plan is not JSON: ${messageOf(error)}`, { cause: error });
  }
  return toFaultRules(given);
}

/**
 * Makes sure that a value is a fault plan.
 * @throws {LocalError} as {@link parseFaultPlan}.
 */
export function toFaultRules(given: unknown): readonly FaultRule[] {
  if (!Array.isArray(given)) throw new LocalError('The fault plan must be a list of rules.');
  return given.map((rule: unknown, index) => toRule(rule, `Rule ${index + 1} of the fault plan`));
}

function toRule(rule: unknown, where: string): FaultRule {
  if (!isObject(rule)) throw new LocalError(`${where} must be an object with "do".`);
  const { when, do: fault, ...rest } = rule;
  for (const name of Object.keys(rest)) throw new LocalError(`${where} has no "${name}"; there is when, do.`);
  const does = toFault(fault, where);
  if (when === undefined) return { do: does };
  const condition = toCondition(when, `"when" of ${lower(where)}`);
  if (does.kind === 'resetBeforeReading') checkHeadOnly(condition, where);
  return { when: condition, do: does };
}

function toFault(fault: unknown, where: string): Fault {
  if (!isObject(fault)) throw new LocalError(`${where}: "do" must be an object with "kind".`);
  const { kind, ...fields } = fault;
  if (!isKind(kind)) {
    const known = Object.keys(faultFields).join(', ');
    throw new LocalError(`${where}: there is no fault ${JSON.stringify(kind)}; there is ${known}.`);
  }
  checkFields(fields, faultFields[kind], `"do" of ${lower(where)}`);
  // The table that was checked against is the one the type is made of.
  return { kind, ...fields } as Fault;
}

function toCondition(when: unknown, where: string): Condition {
  if (!isObject(when)) throw new LocalError(`${where} must be an object.`);
  checkFields(when, conditionFields, where);
  return when;
}

/** A request that has not been read has no tool, session or task. */
function checkHeadOnly(condition: Condition, where: string): void {
  for (const name of ['tool', 'sessionId', 'taskContains'] as const) {
    if (condition[name] !== undefined) {
      throw new LocalError(`${where}: "${name}" is not known before a request is read, so "when" cannot name it.`);
    }
  }
}

const isKind = (kind: unknown): kind is FaultKind => typeof kind === 'string' && Object.hasOwn(faultFields, kind);
const lower = (where: string): string => where.replace(/^R/u, 'r');
