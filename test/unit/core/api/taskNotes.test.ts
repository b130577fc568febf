import assert from 'node:assert/strict';
import { AgentBay } from '../../../../src/core/api';
import { MOST_NOTES, TaskMemory } from '../../../../src/core/api/agent/taskNotes';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../../../support/fakeClock';
import { said, ScriptedTransport, type Step } from './support/scriptedTransport';

describe('what an agent keeps in mind of its tasks', () => {
  it('is bounded: the oldest go', () => {
    const memory = new TaskMemory();
    for (let count = 0; count <= MOST_NOTES; count += 1) memory.accept(`task-${count}`, count, undefined);
    assert.equal(memory.size, MOST_NOTES);
    assert.equal(memory.peek('task-0'), undefined);
    assert.equal(memory.peek('task-1')?.acceptedAt, 1);
  });

  it('is not kept by looking', () => {
    const memory = new TaskMemory();
    memory.peek('task-1');
    assert.equal(memory.size, 0);
  });

  it('is seen by whoever holds it', () => {
    const memory = new TaskMemory();
    const notes = memory.of('task-1');
    memory.of('task-1').isEndAsked = true;
    assert.equal(notes.isEndAsked, true);
  });

  it('gives the same answer about a task that is over, however often it is asked about', async () => {
    const broken: Step = said({ task_id: 'task-1', status: 'finished', product: 'prose' });
    const transport = new ScriptedTransport(said({ task_id: 'task-1', status: 'running' }), broken, broken);
    const bay = new AgentBay({ apiKey: 'akm-test-key', clock: new FakeClock(BETWEEN_ATTEMPTS_MS), transport });
    const { browser } = bay.session('s-1').agent;
    await browser.executeTask('Do it', { outputSchema: { type: 'object' } });
    const first = await browser.getTaskStatus('task-1');
    assert.equal(first.schemaViolation?.message, 'it is not JSON');
    assert.deepEqual(await browser.getTaskStatus('task-1'), first);
  });
});
