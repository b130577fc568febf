import { LocalError, messageOf } from '../failure';
import { Reader } from '../reader';
import { toStep } from './parseStep';
import type { Scenario, Script, ScriptEnd, SocketManners } from './script';

/**
 * Reads a script from JSON text: a list of scenarios. Strict: what is not known is refused, so that no slip of the pen plays
 * something else than what was meant.
 * @throws {LocalError} that names the place, e.g. `scenario 2, steps[0].afterMs`.
 */
export function parseScript(text: string): Script {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new LocalError(`The script is not JSON: ${messageOf(error)}`, { cause: error });
  }
  if (!Array.isArray(value)) throw new LocalError('The script must be a list of scenarios.');
  return value.map((one: unknown, index) => toScenario(new Reader(one, `scenario ${index + 1}`)));
}

function toScenario(from: Reader): Scenario {
  from.only('task', 'agent', 'steps', 'end', 'onTerminate', 'stopAfterMs', 'socket');
  return {
    task: toWanted(from),
    agent: from.oneOf('agent', ['computer', 'browser', 'mobile']),
    steps: from.list('steps', toStep),
    end: from.value('end') === 'never' ? 'never' : from.needed('end', from.object('end', toEnd)),
    onTerminate: from.oneOf('onTerminate', ['gone', 'status', 'ignores']),
    stopAfterMs: from.number('stopAfterMs'),
    socket: from.object('socket', toManners),
  };
}

function toWanted(from: Reader): string | RegExp | undefined {
  if (typeof from.value('task') !== 'object') return from.text('task');
  return from.object('task', (fields) => {
    fields.only('pattern', 'flags');
    try {
      return new RegExp(fields.needed('pattern', fields.text('pattern')), fields.text('flags') ?? 'u');
    } catch (error) {
      if (error instanceof LocalError) throw error;
      throw fields.complaint('pattern', `cannot be read: ${messageOf(error)}`);
    }
  });
}

function toEnd(from: Reader): ScriptEnd {
  from.only('afterMs', 'status', 'product', 'error');
  const status = from.needed('status', from.text('status'));
  const product = from.value('product');
  if (product !== undefined && typeof product !== 'string' && (typeof product !== 'object' || product === null)) {
    throw from.complaint('product', 'must be a text or an object');
  }
  return { afterMs: from.number('afterMs'), status, product, error: from.text('error') };
}

function toManners(from: Reader): SocketManners {
  from.only('dropsExec', 'neverPongs', 'dataAsText');
  return {
    dropsExec: from.yesOrNo('dropsExec'),
    neverPongs: from.yesOrNo('neverPongs'),
    dataAsText: from.yesOrNo('dataAsText'),
  };
}
