// What the audits share: the program that is measured, and the browsers. All of them are the system's own; nothing is downloaded.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';

export const ROOT = resolve(import.meta.dirname, '../..');

const START_MS = 30_000;
const STOP_MS = 15_000;

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

/** Starts the release program on a free port. STATUSBOOK names another program. */
export async function start() {
  const path = resolve(process.env.STATUSBOOK ?? `${ROOT}/target/release/statusbook`);
  const program = spawn(path, ['--address', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => program.kill('SIGKILL'));
  const log = [];
  createInterface(program.stderr).on('line', (line) => {
    // Only its first lines can say why it doesn't start.
    if (log.length < 20) log.push(line);
  });

  const ended = new Promise((done) => {
    program.once('error', (error) => done(error.message));
    program.once('exit', (code, signal) => done(`it ended with ${signal ?? `code ${code}`}`));
  });
  const line = once(createInterface(program.stdout), 'line').then(([line]) => line);
  const said = await Promise.race([line, ended, pause(START_MS, `it said nothing for ${START_MS / 1000} s`)]);
  const origin = /^Statusbook is at (http:\/\/\S+)$/.exec(said)?.[1];
  if (!origin) {
    program.kill('SIGKILL');
    throw new Error(`${path} did not start: ${said}\n${log.join('\n')}`);
  }
  const stop = async () => {
    program.kill('SIGTERM');
    await Promise.race([ended, pause(STOP_MS)]);
    program.kill('SIGKILL');
  };
  return { origin, stop };
}

/** A new Chromium with an empty profile; the flags are those of playwright.config.ts. */
export function chromium() {
  const args = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  // Smooth scrolling would move a button away from under the click.
  args.push('--force-prefers-reduced-motion');
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return puppeteer.launch({ executablePath: find('CHROMIUM', CHROMIUM, 'chromium'), args });
}

/** A new Firefox with an empty profile, driven over WebDriver BiDi. */
export function firefox() {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: find('FIREFOX', FIREFOX, 'firefox-esr'),
    extraPrefsFirefox: { 'ui.prefersReducedMotion': 1 },
  });
}

function find(variable, places, debian) {
  const paths = process.env[variable] ? [process.env[variable]] : places;
  const path = paths.find((path) => existsSync(path));
  if (path) return path;
  throw new Error(`${paths.join(', ')} not found. Install it (Debian: apt-get install ${debian}) or set ${variable} to its path.`);
}

/** The timer doesn't keep the process alive. */
export function pause(ms, value) {
  return new Promise((done) => setTimeout(done, ms, value).unref());
}

// Where things are on a page.
export const TRY_IT_LIVE = '#panel button[type="submit"]::-p-text(Try It Live)';
export const TAB = (lang) => `.examples [role="tab"][data-lang="${lang}"]`;
/** The one example that is shown. */
export const EXAMPLE = '.examples [role="tabpanel"]:not([hidden])';
/** The paths of the script and the wasm that wake a page. */
export const PROGRAM = /\.(wasm|js)$/;
