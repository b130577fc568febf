import { AgentBay, type AgentBayOptions } from '../../../../../src/core/api';
import { FakeClock } from '../../../../support/fakeClock';
import { ScriptedTransport, type Step } from './scriptedTransport';

/** A client whose service answers by script, a session `s-1` of it, and a clock on which pauses pass at once. */
export function aBay(steps: readonly Step[], options: Partial<AgentBayOptions> = {}) {
  const transport = new ScriptedTransport(...steps);
  const clock = new FakeClock(30_000);
  const bay = new AgentBay({ apiKey: 'akm-test-key', clock, transport, ...options });
  return { transport, clock, bay, session: bay.session('s-1') };
}

/** What was sent, without the key. */
export function sent({ forms }: ScriptedTransport, index = 0): Record<string, string> {
  const { Authorization: _key, ...rest } = Object.fromEntries(forms[index] ?? []);
  return rest;
}
