// Examples as a reader takes them: the Copy button of a page in Chromium, and what is on the clipboard then.

import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** Twenty pages, of every class. */
const CODES = ['101', '103', '200', '201', '202', '204', '206', '301', '304', '307', '400', '401', '404', '409', '418', '429', '500', '502', '503', '504'];

/** What a reader sets before copying: the page's query, what a socket sends for it, and the switches. */
const STATES = [
  { query: '', option: '', headers: [], with: [] },
  { query: 'retry-after=0&with=timeout,retry', option: '?retry-after=0', headers: [], with: ['timeout', 'retry'] },
  {
    query: "request-header=X-Tag:+a+%22b%22+$c+'d'&request-auth=basic&with=check",
    option: '',
    headers: [`X-Tag: a "b" $c 'd'`, 'Authorization: Basic dXNlcjpwYXNzd29yZA=='],
    with: ['check'],
  },
];

/** The part of all copies that falls to a client: each copy is tried in one, so that all clients have some. */
export function copies(codes, clients, client) {
  const all = CODES.flatMap((code) => STATES.map((state) => ({ code, ...state })));
  return all
    .filter((_, i) => clients[i % clients.length] === client)
    .filter(({ code }) => codes.includes(code))
    .map(({ code, query, option, headers, with: on }) => ({ code, page: `/docs/${code}?${query}`, call: `/${code}${option}`, headers, with: on, copied: true }));
}

/** A browser with a page; `copy` opens an address there, presses Copy and reads the clipboard. */
export async function clipboard(origin) {
  const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  let last = Promise.resolve();
  const copy = async (address) => {
    await page.goto(`${origin}${address}`);
    await page.evaluate(() => navigator.clipboard.writeText(''));
    const button = page.getByRole('button', { name: 'Copy the request' }).locator('visible=true');
    await button.click();
    await page.waitForFunction(() => navigator.clipboard.readText());
    return page.evaluate(() => navigator.clipboard.readText());
  };
  return {
    /** One after the other: there is one clipboard. */
    copy: (address) => (last = last.then(() => copy(address))),
    stop: () => browser.close(),
  };
}
