/**
 * Run as a process of its own, because Node reads `NODE_EXTRA_CA_CERTS` when it starts: uses a service over https and prints what
 * came of it as a line of JSON.
 */
import { AgentBay } from '../../../src/core/api';

async function main(): Promise<void> {
  const [, , endpoint = '', apiKey = ''] = process.argv;
  const bay = new AgentBay({ endpoint, apiKey });
  const created = await bay.create({ imageId: 'linux_latest' });
  const ran = await created.session?.agent.computer.executeTask('Anything');
  const asked = await created.session?.agent.computer.getTaskStatus(ran?.taskId ?? '');
  bay.dispose();
  const { success, errorMessage } = created;
  const line = { success, errorMessage, kind: created.error?.kind ?? '', taskStatus: asked?.taskStatus ?? '' };
  process.stdout.write(JSON.stringify(line));
}

void main();
