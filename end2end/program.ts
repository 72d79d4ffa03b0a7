// Starts the program on a free port, and stops it as an operator would.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** How long it may take to start, and to end after SIGTERM: its own deadline is 10 s. */
const START_MS = 30_000;
const STOP_MS = 15_000;

export async function start() {
  const path = resolve(import.meta.dirname, process.env.STATUSBOOK ?? '../target/debug/statusbook');
  const program = spawn(path, ['--address', '127.0.0.1:0', '--log-format', 'json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  // Nothing is left behind, whatever becomes of the tests.
  process.once('exit', () => program.kill('SIGKILL'));
  const ended = new Promise<string>((done) => {
    program.once('error', (error) => done(error.message));
    program.once('exit', (code, signal) => done(signal ?? `code ${code}`));
  });
  const complaints: string[] = [];
  createInterface(program.stderr).on('line', (line) => {
    if (!/"level":"(INFO|DEBUG|TRACE)"/.test(line)) complaints.push(line);
  });

  const line = once(createInterface(program.stdout), 'line').then(([line]) => String(line));
  const said = await Promise.race([line, ended, timeout(START_MS, `nothing within ${START_MS / 1000} s`)]);
  const address = /^Statusbook is at (http:\/\/\S+)$/.exec(said)?.[1];
  if (!address) {
    program.kill('SIGKILL');
    throw new Error(`${path} did not start: ${said}\n${complaints.join('\n')}`);
  }
  return {
    address,
    /** Lines of the log that tell of trouble. */
    complaints,
    /** As when the terminal or the collector that read the log has gone. */
    closeLog: () => program.stderr.destroy(),
    /** Asks it to end; gives back how it ended. */
    async stop(): Promise<string> {
      program.kill('SIGTERM');
      const how = await Promise.race([ended, timeout(STOP_MS, `not within ${STOP_MS / 1000} s`)]);
      program.kill('SIGKILL');
      return how;
    },
  };
}

function timeout(ms: number, text: string): Promise<string> {
  return new Promise((done) => setTimeout(done, ms, text).unref());
}
