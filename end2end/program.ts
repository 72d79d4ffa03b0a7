// Starts the program on a free port, and stops it as an operator would.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** How long it may take to start, to log what is waited for, and to end after SIGTERM: its own deadline is 10 s. */
const START_MS = 30_000;
const LOG_MS = 10_000;
const STOP_MS = 15_000;

/** `args` beside the address; `readsLog` is false for somebody who gave the log a pipe and forgot it. */
export async function start({ args = ['--log-format', 'json'], readsLog = true } = {}) {
  const path = resolve(import.meta.dirname, process.env.STATUSBOOK ?? '../target/debug/statusbook');
  const program = spawn(path, ['--address', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  // Nothing is left behind, whatever becomes of the tests.
  process.once('exit', () => program.kill('SIGKILL'));
  const ended = new Promise<string>((done) => {
    program.once('error', (error) => done(error.message));
    program.once('exit', (code, signal) => done(signal ?? `code ${code}`));
  });
  const log: string[] = [];
  const complaints: string[] = [];
  const readLog = () =>
    createInterface(program.stderr).on('line', (line) => {
      log.push(line);
      if (!/"level":"(INFO|DEBUG|TRACE)"/.test(line)) complaints.push(line);
    });
  if (readsLog) readLog();

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
    /** For a program whose log nobody reads: now somebody does. */
    readLog,
    /** The first line of the log that fits, as soon as it is there. */
    async logged(pattern: RegExp): Promise<string> {
      const deadline = Date.now() + LOG_MS;
      for (;;) {
        const line = log.find((line) => pattern.test(line));
        if (line !== undefined) return line;
        if (Date.now() > deadline) throw new Error(`no ${pattern} in the log:\n${log.join('\n')}`);
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    /** As when the terminal or the collector that read the log has gone. */
    closeLog: () => program.stderr.destroy(),
    signal: (name: NodeJS.Signals) => program.kill(name),
    /** Asks it to end; gives back how it ended. */
    async stop(): Promise<string> {
      program.kill('SIGTERM');
      return await this.end();
    },
    /** How it ended, if it does. */
    async end(): Promise<string> {
      const how = await Promise.race([ended, timeout(STOP_MS, `not within ${STOP_MS / 1000} s`)]);
      program.kill('SIGKILL');
      return how;
    },
  };
}

function timeout(ms: number, text: string): Promise<string> {
  return new Promise((done) => setTimeout(done, ms, text).unref());
}
