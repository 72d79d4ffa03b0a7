// Clients that are programs of the system: whether they are there, and what they print.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from './fixtures';

/** How to see that a client is there, and the Debian packages that bring it. */
const NEEDS = {
  curl: { probe: ['curl', '--version'], packages: 'curl' },
  python: { probe: ['python3', '-c', 'import requests, urllib3'], packages: 'python3 python3-requests' },
  java: { probe: ['java', '-version'], packages: 'default-jdk-headless' },
} satisfies Record<string, { probe: [string, ...string[]]; packages: string }>;

/** Skips the test where the client is missing; under CI it must be there. */
export function need(client: keyof typeof NEEDS) {
  const { probe, packages } = NEEDS[client];
  const [command = '', ...args] = probe;
  let lacks: string | undefined;
  try {
    execFileSync(command, args, { stdio: 'ignore' });
  } catch {
    lacks = `${probe.join(' ')} fails: apt-get install ${packages}`;
  }
  if (process.env.CI) expect(lacks).toBeUndefined();
  test.skip(!!lacks, lacks);
}

/** Runs a program and gives back what it printed. */
export async function run(command: string, args: string[], input = '') {
  // Playwright asks for colours; a proxy of the system is none of the tests' business.
  const unwanted = /^(FORCE_COLOR|DEBUG_COLORS|\w+_proxy)$/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
  const program = spawn(command, args, { env, stdio: 'pipe' });
  // A client may stop reading before it was given everything.
  program.stdin.on('error', () => {}).end(input);
  const [out, errors, [code]] = await Promise.all([text(program.stdout), text(program.stderr), once(program, 'close')]);
  return { out, errors, code };
}
