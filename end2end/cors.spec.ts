// Calls from a page of another origin: what it may read, and what each `cors=` breaks.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { test as base, expect } from './fixtures';

/** Lines of the console that have to come, once each, by words that they contain. */
type Expected = string[][];

const test = base.extend<{ expected: Expected; stranger: Page }, { elsewhere: string }>({
  /** Another site than the program's, which is at 127.0.0.1. */
  elsewhere: [
    async ({}, use) => {
      const server = createServer((_, answer) => {
        answer.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Another origin</title>');
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      await use(`http://localhost:${(server.address() as AddressInfo).port}`);
      server.close().closeAllConnections();
    },
    { scope: 'worker' },
  ],

  expected: async ({}, use) => use([]),

  /** A page of that site. Its console must say what is expected, and nothing else. */
  stranger: async ({ context, elsewhere, expected }, use) => {
    const page = await context.newPage();
    const lines: string[] = [];
    page.on('pageerror', (error) => lines.push(`${error}`));
    page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
    await page.goto(elsewhere);
    await use(page);
    await expect(() => {
      const missing = [...expected];
      const surprising = lines.filter((line) => {
        const at = missing.findIndex((words) => words.every((words) => line.includes(words)));
        if (at >= 0) missing.splice(at, 1);
        return at < 0;
      });
      expect({ missing, surprising }).toEqual({ missing: [], surprising: [] });
    }).toPass({ timeout: 5_000 });
  },
});

interface Seen {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** What a page gets to see of a call, or the error that its script gets. */
function call(page: Page, url: string, init: RequestInit): Promise<Seen | string> {
  return page.evaluate(
    async ([url, init]) => {
      try {
        const answer = await fetch(url, init);
        return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.json() };
      } catch (error) {
        return `${error}`;
      }
    },
    [url, init] as const,
  );
}

/** The line that Chromium prints for each 4xx and 5xx. */
const failing = (status: number) => ['error: Failed to load resource: ', `the server responded with a status of ${status} `];

/** Headers of one answer or one connection. */
function lasting({ date, connection, 'keep-alive': _, ...headers }: Record<string, string>) {
  return headers;
}

const PLAIN: RequestInit = { credentials: 'omit' };
const CREDENTIALED: RequestInit = { credentials: 'include' };

for (const [address, status] of [
  ['/429', 429],
  ['/502?delay=100ms', 502],
  ['/301', 200],
  ['/401', 401],
  ['/405', 405],
  ['/103', 200],
  ['/503?retry-after=7&header=X-Own:yes&unknown=1', 503],
  // An error of ours.
  ['/502?delay=5', 400],
] as const) {
  test(`every header of ${address} is read`, async ({ stranger, expected, request, baseURL }) => {
    // A client that nothing is hidden from.
    const whole = await request.get(address);
    expect(whole.status()).toBe(status);
    const headers = lasting(whole.headers());
    for (const init of [PLAIN, CREDENTIALED]) {
      if (status >= 400) expected.push(failing(status));
      const seen = await call(stranger, baseURL + address, init);
      expect(seen, init.credentials).toMatchObject({ status });
      expect(lasting((seen as Seen).headers), init.credentials).toEqual(headers);
    }
  });
}

for (const init of [PLAIN, CREDENTIALED]) {
  test(`PUT with headers of its own, credentials: ${init.credentials}`, async ({ stranger, expected, request, baseURL }) => {
    expected.push(failing(503));
    const key = randomUUID();
    const seen = await call(stranger, `${baseURL}/sequence/503?key=${key}&body=request&type=application/json`, {
      ...init,
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'X-Custom': 'yes', 'X-Mock-Retry-After': '7' },
      body: '{"mine": true}',
    });
    expect(seen).toMatchObject({ status: 503, headers: { 'retry-after': '7', 'x-mock-call': '1' }, body: { mine: true } });
    // The preflight is not counted.
    expect(await (await request.get(`/-/keys/${key}`)).json()).toMatchObject({ calls: [{ count: 1 }] });
  });
}

const PUT = { method: 'PUT', headers: { 'X-Custom': 'yes' } };
const CALLS: Record<string, RequestInit> = {
  plain: PLAIN,
  credentialed: CREDENTIALED,
  'plain PUT': { ...PLAIN, ...PUT },
  'credentialed PUT': { ...CREDENTIALED, ...PUT },
};

const NONE = "No 'Access-Control-Allow-Origin' header is present";
const WILDCARD = "must not be the wildcard '*'";
const WRONG = "'https://another-origin.invalid' that is not equal to the supplied origin";
const PREFLIGHT = "Response to preflight request doesn't pass access control check";

/** Why each of the calls is refused; those that are not here work. */
const BREAKS: Record<string, Record<string, string>> = {
  off: { plain: NONE, credentialed: NONE, 'plain PUT': PREFLIGHT, 'credentialed PUT': PREFLIGHT },
  wildcard: { credentialed: WILDCARD, 'credentialed PUT': WILDCARD },
  wrong: { plain: WRONG, credentialed: WRONG, 'plain PUT': WRONG, 'credentialed PUT': WRONG },
  'preflight-fail': { 'plain PUT': PREFLIGHT, 'credentialed PUT': PREFLIGHT },
};

for (const [cors, reasons] of Object.entries(BREAKS)) {
  test(`cors=${cors} breaks what it says`, async ({ stranger, expected, elsewhere, request, baseURL }) => {
    const url = `${baseURL}/429?cors=${cors}`;
    const headers = lasting((await request.get(url)).headers());
    for (const [name, init] of Object.entries(CALLS)) {
      const reason = reasons[name];
      if (reason) {
        expected.push([`error: Access to fetch at '${url}' from origin '${elsewhere}' has been blocked by CORS policy: `, reason]);
        expected.push(['error: Failed to load resource: net::ERR_FAILED']);
      } else {
        expected.push(failing(429));
      }
      const seen = await call(stranger, url, init);
      expect(typeof seen === 'string' ? seen : lasting(seen.headers), name).toEqual(reason ? 'TypeError: Failed to fetch' : headers);
    }
  });

  test(`cors=${cors} breaks nothing for the same origin`, async ({ page, announce, baseURL }) => {
    const address = `/429?cors=${cors}`;
    announce(address);
    await page.goto('/docs/429');
    for (const [name, init] of Object.entries(CALLS)) {
      expect(await call(page, baseURL + address, init), name).toMatchObject({ status: 429, body: { status: 429 } });
    }
  });
}
