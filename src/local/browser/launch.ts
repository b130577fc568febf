import type { BrowserContext } from 'playwright-core';
import { LocalError, messageOf } from '../failure';
import { findBrowser } from './find';

/** How browsers are started. */
export interface BrowserOptions {
  /** The program to run; found when absent. */
  readonly chromium?: string;
  /** Shows the window. */
  readonly headed: boolean;
  /** Runs Chromium without its sandbox. As root on Linux it cannot run with it, whatever is said here. */
  readonly noSandbox: boolean;
}

/** What a browser tells pages of itself. What is absent is as usual. */
export interface BrowserLook {
  /** CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly userAgent?: string;
}

const usualViewport = { width: 1280, height: 800 };

/** No calls home, no questions. */
const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=OptimizationHints,MediaRouter,Translate',
];

const LAUNCH_TIMEOUT_MS = 30_000;

/** `/org.chromium.Chromium.AbCdEf/SingletonSocket`, with room for a longer brand. */
const LONGEST_SOCKET_NAME = 55;
const SOCKET_PATH_BYTES = 108;

/**
 * Starts a browser on a profile folder of its own. It is driven through a pipe, which ties its life to this process: it ends
 * even when this process is killed.
 * @param temporary Where driver and browser keep what they need while they run.
 * @throws {LocalError} when no browser is found or it does not start, with the remedy where there is one.
 */
export async function launchBrowser(
  profile: string,
  temporary: string,
  options: BrowserOptions,
  { viewport = usualViewport, userAgent }: BrowserLook = {},
): Promise<BrowserContext> {
  const executablePath = findBrowser(options.chromium);
  const { chromium } = await import('./driver');
  const rootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
  try {
    return await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: !options.headed,
      chromiumSandbox: !options.noSandbox && !rootOnLinux,
      args: quiet,
      env: browserEnvironment(temporary),
      artifactsDir: temporary,
      acceptDownloads: false,
      viewport,
      ...(userAgent !== undefined && { userAgent }),
      timeout: LAUNCH_TIMEOUT_MS,
      // Local ends its browsers itself, in order.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    throw new LocalError(whyNotStarted(executablePath, error), { cause: error });
  }
}

/** Our own settings, which may hold a key, are no business of a browser. */
function browserEnvironment(temporary: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith('AGENTBAY_')) env[name] = value;
  }
  // Chromium puts a socket there, and the path of a socket must be short.
  const fits = Buffer.byteLength(temporary) + LONGEST_SOCKET_NAME < SOCKET_PATH_BYTES;
  return process.platform === 'linux' && fits ? { ...env, TMPDIR: temporary } : env;
}

function whyNotStarted(executablePath: string, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (
    /no usable sandbox|sandboxing failed|setuid sandbox|namespace sandbox|sandbox_linux|zygote_host_impl/iu.test(text)
  ) {
    return `${executablePath} cannot build its sandbox on this machine. Allow unprivileged user namespaces, or run AgentBay Local with --no-sandbox (AGENTBAY_LOCAL_NO_SANDBOX=1) if you trust the pages it opens.`;
  }
  if (/missing x server|\$DISPLAY|ozone_platform/iu.test(text)) {
    return `${executablePath} has no screen to show its window on. Run AgentBay Local without --headed (AGENTBAY_LOCAL_HEADED).`;
  }
  if (/error while loading shared libraries: (\S+?):/u.test(text)) {
    return `${executablePath} lacks a library: ${/libraries: (\S+?):/u.exec(text)?.[1] ?? 'unknown'}.`;
  }
  return `${executablePath} did not start: ${messageOf(error).replace(/^browserType\.\w+: /u, '')}`;
}
