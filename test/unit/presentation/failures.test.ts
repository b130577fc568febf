import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/core/api';
import { Failures } from '../../../src/presentation/failures';
import { refusedNotice } from '../../../src/presentation/notice';
import { FakeClock } from '../../support/fakeClock';
import { MemoryLog } from '../../support/log';

describe('failures', () => {
  const refused = new ServiceError('unauthorised', 'AgentBay does not accept the API key.');
  let shown: string[];
  let executed: (readonly string[])[];
  /** The button that the person presses. */
  let pressed: string | undefined;
  let clock: FakeClock;
  let log: MemoryLog;
  let failures: Failures;
  beforeEach(() => {
    [shown, executed, pressed, clock, log] = [[], [], undefined, new FakeClock(), new MemoryLog()];
    failures = new Failures({
      ...{ clock, log },
      notify: (severity, message, ...buttons) => {
        shown.push([severity, message, ...buttons].join(' | '));
        return Promise.resolve(pressed);
      },
      execute: (...command) => Promise.resolve(executed.push(command)),
    });
  });

  it('are shown with what can be done, which is done when the person says so', async () => {
    pressed = 'Check Endpoint';
    await failures.report('Run Task', new ServiceError('badReply', 'What answers is not AgentBay.'));
    assert.deepEqual(shown, ['error | Run Task: What answers is not AgentBay. | Check Endpoint']);
    assert.deepEqual(executed, [['workbench.action.openSettings', 'agentbay.endpoint']]);
    pressed = undefined;
    await failures.report('Run Task', new Error('odd'));
    assert.equal(executed.length, 1);
  });

  it('are not shown for what was stopped on purpose', async () => {
    await failures.report('Run Task', new ServiceError('aborted', 'Stopped.'));
    assert.deepEqual([shown, log.lines], [[], []]);
  });

  it('ask for a refused key once, whoever was refused, and log each', async () => {
    await failures.report('Run Task', refused);
    clock.leap(2_999);
    await failures.askForKey(refusedNotice({ message: refused.message, tasks: 2 }));
    assert.deepEqual(shown, ['error | Run Task: AgentBay does not accept the API key. | Set API Key']);
    assert.equal(log.lines.length, 2);
  });

  it('ask for the key again when it is refused later', async () => {
    await failures.askForKey(refusedNotice({ message: refused.message, tasks: 1 }));
    clock.leap(3_000);
    await failures.report('Run Task', refused);
    assert.equal(shown.length, 2);
    assert.match(shown[0] ?? '', /1 task is kept, and not asked about until a key is set/);
  });

  it('hold back nothing else while the key is asked for', async () => {
    await failures.report('Run Task', refused);
    await failures.report('Delete Session', new ServiceError('network', 'AgentBay could not be reached.'));
    assert.equal(shown.length, 2);
  });
});
