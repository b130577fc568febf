import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/core/api';
import { failureWords } from '../../../src/presentation/failureWords';
import { duration, firstLine, inert, tasksRunning } from '../../../src/presentation/words';

describe('words', () => {
  it('cut long lines between characters', () => {
    assert.equal(firstLine('  one\ntwo'), 'one');
    assert.equal(firstLine('上海天气怎么样', 5), '上海天气…');
    assert.equal(firstLine('👍👍👍', 2), '👍…');
  });

  it('count tasks', () => {
    assert.deepEqual([0, 1, 2].map(tasksRunning), ['No task running', '1 task running', '2 tasks running']);
  });

  it('name durations', () => {
    assert.deepEqual([400, 59_000, 61_000, 3_840_000].map(duration), ['0 s', '59 s', '1 min 1 s', '1 h 4 min']);
  });
});

describe('words from outside', () => {
  it('are no command, no link and no icon in a notification or a list', () => {
    // How VS Code finds links in a notification (linkedText.ts).
    const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
    const evil = 'Failed: [open it](command:workbench.action.terminal.sendSequence?{"text":"x"}) $(trash)';
    assert.match(evil, link);
    assert.doesNotMatch(inert(evil), link);
    assert.doesNotMatch(inert(evil), /\$\(/);
  });
});

describe('the words for a failure', () => {
  it('offer the key when it was refused, and the endpoint when what answers is not AgentBay', () => {
    const refused = failureWords(new ServiceError('unauthorised', 'AgentBay refused the key.'));
    assert.equal(refused?.message, 'AgentBay refused the key.');
    assert.equal(refused.remedy?.command, 'agentbay.setApiKey');
    assert.equal(failureWords(new ServiceError('badReply', 'Not JSON.'))?.remedy?.argument, 'agentbay.endpoint');
  });

  it('are silent about what was stopped on purpose', () => {
    assert.equal(failureWords(new ServiceError('aborted', 'Stopped.')), undefined);
    assert.equal(failureWords(new DOMException('Aborted', 'AbortError')), undefined);
  });

  it('are there for anything that was thrown', () => {
    assert.equal(failureWords('odd')?.message, 'odd');
    assert.equal(failureWords(new Error('odd'))?.remedy?.command, 'agentbay.showLog');
  });
});
