import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** The running service of `service.ts`. */
export interface ServiceProcess {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** How many connections were opened since it started. */
  connections(): Promise<number>;
  stop(): void;
}

/** Starts the service in a process of its own, from the bundle that lies beside this one. */
export async function startServiceProcess(): Promise<ServiceProcess> {
  const child = fork(path.join(__dirname, 'service.js'));
  const said = async (field: 'port' | 'connections'): Promise<number> => {
    const [message] = (await once(child, 'message')) as [Readonly<Record<string, number>>];
    const value = message[field];
    if (value === undefined) throw new Error(`The bench's service did not say its ${field}.`);
    return value;
  };
  const port = await said('port');
  return {
    endpoint: `http://127.0.0.1:${port}`,
    connections: () => {
      child.send('count');
      return said('connections');
    },
    stop: () => {
      child.disconnect();
    },
  };
}
