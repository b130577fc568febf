import { checked, checkedJson, complaintOfFields, field, list, object, optional } from '../fields';
import { isObject } from '../json';
import { conditionFields, type Fault, faultFields, type FaultKind, type FaultRule } from './rule';

const WHERE = 'the fault plan';

/**
 * Reads a fault plan: JSON text of a list of rules.
 * @throws {LocalError} one line that says which rule is wrong, and how.
 */
export const parseFaultPlan = (json: string): readonly FaultRule[] => checkedJson(json, rules, WHERE);

/**
 * Makes sure that a value is a fault plan.
 * @throws {LocalError} as {@link parseFaultPlan}.
 */
export const toFaultRules = (given: unknown): readonly FaultRule[] => checked(given, rules, WHERE);

const isKind = (kind: unknown): kind is FaultKind => typeof kind === 'string' && Object.hasOwn(faultFields, kind);

const fault = field<Fault>((value, where) => {
  if (!isObject(value)) return `${where} must be an object with "kind".`;
  const { kind, ...fields } = value;
  if (isKind(kind)) return complaintOfFields(fields, faultFields[kind], where);
  const known = Object.keys(faultFields).join(', ');
  return `${where}: there is no fault ${JSON.stringify(kind)}; there is ${known}.`;
});

const anyRule = object({ when: optional(object(conditionFields)), do: fault });

const rule = field<FaultRule>((value, where) => anyRule.complaint(value, where) ?? tooEarly(value as FaultRule, where));

const rules = list(rule, 'rule');

/** A request that has not been read has no tool, session or task. */
function tooEarly({ do: { kind }, when = {} }: FaultRule, where: string): string | undefined {
  if (kind !== 'resetBeforeReading') return undefined;
  const name = (['tool', 'sessionId', 'taskContains'] as const).find((one) => when[one] !== undefined);
  return name && `${where}: "${name}" is not known before a request is read, so "when" cannot name it.`;
}
