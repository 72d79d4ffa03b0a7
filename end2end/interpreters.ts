// Clients that are programs of the system: whether they are there, and what they print.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from './fixtures';

interface Runtime {
  /** What the version is of. */
  name?: string;
  /** Fails if the client isn't there. Without one, the client can't be executed where these tests run. */
  probe?: [string, ...string[]];
  packages?: string;
  /** A grammar of tree-sitter on PyPI, for a client that can't be executed. */
  grammar?: string;
}

/** For each client of the examples, how to see that it is there, and what brings it. */
export const RUNTIMES: Record<string, Runtime> = JSON.parse(readFileSync(join(import.meta.dirname, 'runtimes.json'), 'utf8'));

/** Where the packages of npm put their programs. */
const PATH = [join(import.meta.dirname, 'node_modules/.bin'), process.env.PATH].join(delimiter);

/** Skips the test if something is missing, and says what; under CI nothing may be. */
export function skipIf(missing: string | undefined) {
  if (process.env.CI) expect(missing).toBeUndefined();
  test.skip(!!missing, missing);
}

/** Skips the test where a command fails that shows whether a program is there. */
export function probe([command, ...args]: [string, ...string[]], packages: string | undefined) {
  let missing: string | undefined;
  try {
    execFileSync(command, args, { stdio: 'ignore', cwd: import.meta.dirname, env: { ...process.env, PATH } });
  } catch {
    missing = `${[command, ...args].join(' ')} fails. Needs ${packages}`;
  }
  skipIf(missing);
}

/** Skips the test where a client of the examples is missing. */
export function need(client: string) {
  const runtime = RUNTIMES[client];
  if (!runtime?.probe) throw new Error(`no entry for ${client} in runtimes.json`);
  probe(runtime.probe, runtime.packages);
}

/** Runs a program and gives back what it printed. */
export async function run(command: string, args: string[], input = '', cwd?: string) {
  // Playwright asks for colours; a proxy of the system is none of the tests' business.
  const unwanted = /^(FORCE_COLOR|DEBUG_COLORS|\w+_proxy)$/i;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
  // One cache for all Go programs, so that the standard library is compiled once.
  const env = { ...inherited, PATH, GOCACHE: join(tmpdir(), 'statusbook-go-cache') };
  const program = spawn(command, args, { cwd, env, stdio: 'pipe' });
  // A client may stop reading before it was given everything.
  program.stdin.on('error', () => {}).end(input);
  const [out, errors, [code]] = await Promise.all([text(program.stdout), text(program.stderr), once(program, 'close')]);
  return { out, errors, code };
}
