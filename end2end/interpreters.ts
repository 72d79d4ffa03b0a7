// Clients that are programs of the system: whether they are there, and what they print.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from './fixtures';

/** How to see that a client is there, and the Debian packages that bring it. */
const NEEDS: Record<string, { probe: [string, ...string[]]; packages: string }> = {
  curl: { probe: ['curl', '--version'], packages: 'curl' },
  javascript: { probe: ['node', '--version'], packages: 'nodejs' },
  python: { probe: ['python3', '-c', 'import requests, urllib3'], packages: 'python3 python3-requests' },
  php: { probe: ['php', '--version'], packages: 'php-cli' },
  ruby: { probe: ['ruby', '--version'], packages: 'ruby' },
  go: { probe: ['go', 'version'], packages: 'golang-go' },
  java: { probe: ['java', '-version'], packages: 'default-jdk-headless' },
  node: { probe: ['node', '--version'], packages: 'nodejs' },
};

/** Skips the test where the client is missing; under CI it must be there. */
export function need(client: string) {
  const needs = NEEDS[client];
  if (!needs) throw new Error(`no entry for ${client} in interpreters.ts`);
  const [command, ...args] = needs.probe;
  let lacks: string | undefined;
  try {
    execFileSync(command, args, { stdio: 'ignore' });
  } catch {
    lacks = `${needs.probe.join(' ')} fails: apt-get install ${needs.packages}`;
  }
  if (process.env.CI) expect(lacks).toBeUndefined();
  test.skip(!!lacks, lacks);
}

/** Runs a program and gives back what it printed. */
export async function run(command: string, args: string[], input = '', cwd?: string) {
  // Playwright asks for colours; a proxy of the system is none of the tests' business.
  const unwanted = /^(FORCE_COLOR|DEBUG_COLORS|\w+_proxy)$/i;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
  // One cache for all Go programs, so that the standard library is compiled once.
  const env = { ...inherited, GOCACHE: join(tmpdir(), 'statusbook-go-cache') };
  const program = spawn(command, args, { cwd, env, stdio: 'pipe' });
  // A client may stop reading before it was given everything.
  program.stdin.on('error', () => {}).end(input);
  const [out, errors, [code]] = await Promise.all([text(program.stdout), text(program.stderr), once(program, 'close')]);
  return { out, errors, code };
}
