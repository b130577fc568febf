import { messageOf } from '../failure';
import { checkedJson, field, type Holding, list, object, optional, text } from '../fields';
import { scenarioFields, type Scenario, type Script } from './script';

const patternFields = { pattern: text, flags: optional(text) } as const;
const pattern = object(patternFields);

/** Texts that a file can hold for a `RegExp`. */
type Pattern = Holding<typeof patternFields>;

const task = field<string | Pattern>((value, where) => {
  if (typeof value === 'string') return undefined;
  const complaint = pattern.complaint(value, where);
  if (complaint !== undefined) return complaint;
  try {
    toRegExp(value as Pattern);
    return undefined;
  } catch (error) {
    return `"pattern" of ${where} cannot be read: ${messageOf(error)}.`;
  }
});

const toRegExp = ({ pattern: source, flags = 'u' }: Pattern): RegExp => new RegExp(source, flags);

const scenarios = list(object({ ...scenarioFields, task: optional(task) }), 'scenario');

/**
 * Reads a script from JSON text: a list of scenarios. Strict: what is not known is refused, so that no slip of the pen plays
 * something else than what was meant.
 * @throws {LocalError} that names the place, e.g. `"afterMs" of step 1 of "steps" of scenario 2 of the script`.
 */
export const parseScript = (json: string): Script => checkedJson(json, scenarios, 'the script').map(toScenario);

const toScenario = ({
  task: wanted,
  ...scenario
}: Holding<typeof scenarioFields> & { task?: string | Pattern }): Scenario =>
  wanted === undefined ? scenario : { ...scenario, task: typeof wanted === 'string' ? wanted : toRegExp(wanted) };
