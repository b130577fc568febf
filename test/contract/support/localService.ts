import { startLocal, type Local } from '../../../src/local/local';
import { parseOptions, type Options } from '../../../src/local/options';
import { asSeen, type Seen, type TestService } from './service';

/** The key of every service in these tests, unless a test says otherwise. */
export const TEST_KEY = 'akm-test-key';

/** AgentBay Local as a test's service. */
export interface LocalService extends TestService, Pick<Local, 'misbehave' | 'apiKey'> {
  /** What Local complained of that no caller heard. */
  readonly warnings: readonly string[];
  /** Forgets what was seen so far. */
  readonly forget: () => void;
}

/**
 * The real AgentBay Local on loopback, in this process: `script` plays its agents, `faults` (or `misbehave` later) spoil its
 * answers. Without a script it does real work in a real browser.
 */
export async function startLocalService(options: Partial<Options> = {}): Promise<LocalService> {
  const usual = parseOptions([], process.env);
  if (usual === 'help') throw new Error('Nobody asked for help.');
  const seen: Seen[] = [];
  const warnings: string[] = [];
  const local = await startLocal(
    { ...usual, apiKey: TEST_KEY, journal: (request) => void seen.push(asSeen(request)), ...options },
    (warning) => warnings.push(warning),
  );
  return {
    endpoint: local.endpoint,
    apiKey: local.apiKey,
    seen,
    warnings,
    get connections() {
      return local.connections;
    },
    misbehave: (rules) => local.misbehave(rules),
    forget: () => void seen.splice(0),
    close: () => local.stop(),
  };
}
