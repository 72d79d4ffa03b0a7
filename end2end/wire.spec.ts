// Wire: the bytes of a call, held against those that a bare socket gets for the same request.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Page } from '@playwright/test';
import { call, expect, panelOf, test } from './fixtures';
import { start } from './program';

// The browser says in its console that a call failed. Here nearly every call does.
test.beforeEach(({ announceAll }) => announceAll());

/** A line of a timeline; `bytes` has one character for each byte. */
interface Line {
  way: string;
  title: string;
  bytes: string | null;
}

/** Reads a timeline back into bytes: from the page, or from HTML that it was not loaded from. Runs in the page. */
function linesOf(html: string | null): Line[] {
  const root = html === null ? document : new DOMParser().parseFromString(html, 'text/html');
  const latin1 = (text: string) => [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('');
  const bytesOf = (node: ChildNode) => {
    if (!(node instanceof Element || node.nodeType === Node.ELEMENT_NODE)) return latin1(node.textContent ?? '');
    const mark = (node as Element).className;
    // The line feed itself is in the text that follows.
    if (mark !== '') return mark === 'crlf' ? '\r' : '';
    return String.fromCharCode(Number.parseInt((node.textContent ?? '').slice(2), 16));
  };
  return [...root.querySelectorAll('.timeline > li')].map((line) => {
    const code = line.querySelector('code');
    return {
      way: line.getAttribute('data-way') ?? '',
      title: line.querySelector('b')?.textContent ?? '',
      bytes: code && [...code.childNodes].map(bytesOf).join(''),
    };
  });
}

/** All bytes in one direction. */
const bytes = (lines: Line[], way: 'in' | 'out') => lines.map((line) => (line.way === way ? (line.bytes ?? '') : '')).join('');

/** What is never the same twice. It is as long as before, and so is every Content-Length. */
const masked = (text: string) =>
  text
    .replace(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, (date) => '#'.repeat(date.length))
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (time) => '#'.repeat(time.length));

/** The lines of each connection. */
function connections(lines: Line[]): Line[][] {
  const starts = lines.flatMap(({ title }, at) => (title === 'Connected' ? [at] : []));
  return starts.map((start, i) => lines.slice(start, starts[i + 1]));
}

/** The status lines of all responses, in order. */
const statusLines = (lines: Line[]) => lines.flatMap(({ title, bytes }) => (/^← (Response|Interim)/.test(title) ? [bytes?.split('\r\n')[0] ?? ''] : []));

/** How a connection ended, as a timeline says it. */
const ENDS = {
  'The response is complete. The connection stays open.': 'open',
  'The server closed the connection.': 'closed',
  'The server reset the connection.': 'reset',
} as const;

/** Sends the same bytes from a bare socket, each when as much has come back as in the timeline, and says what came and how it ended. */
async function raw(base = '', lines: Line[]): Promise<{ received: string; end: string }> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname).setEncoding('latin1').setTimeout(8_000, () => socket.destroy(new Error('it says nothing more')));
  let received = '';
  let end: string | undefined;
  let noticed = () => {};
  const noticing = () => new Promise<void>((done) => (noticed = done));
  socket.on('data', (piece) => ((received += piece), noticed()));
  socket.on('error', (error: NodeJS.ErrnoException) => (end = error.code === 'ECONNRESET' ? 'reset' : error.message));
  socket.on('close', () => ((end ??= 'closed'), noticed()));
  let awaited = 0;
  for (const { way, bytes } of lines) {
    if (way === 'out') socket.write(bytes ?? '', 'latin1');
    if (way === 'in') awaited += bytes?.length ?? 0;
    while (way === 'in' && received.length < awaited && end === undefined) await noticing();
  }
  if (lines.some(({ title }) => title.endsWith('stays open.'))) {
    // It does if it takes another request.
    socket.write(`GET /-/health HTTP/1.1\r\nHost: ${new URL(base).host}\r\nConnection: close\r\n\r\n`);
    while (end === undefined) await noticing();
    const [before, after] = [received.slice(0, awaited), received.slice(awaited)];
    if (after.startsWith('HTTP/1.1 200 OK\r\n') && after.endsWith('\r\n\r\nok\n')) return { received: before, end: 'open' };
  }
  while (end === undefined) await noticing();
  return { received, end };
}

/** Holds every connection of a timeline against a bare socket. */
async function expectAsRaw(base: string | undefined, lines: Line[], about: string) {
  for (const connection of connections(lines)) {
    const end = connection.find(({ way }) => way === 'end')?.title ?? 'The response is complete. The connection stays open.';
    const seen = await raw(base, connection);
    expect.soft(masked(bytes(connection, 'in')), about).toBe(masked(seen.received));
    // A redirect is followed on a new connection, and the line about the old one is the redirect's.
    expect.soft(ENDS[end as keyof typeof ENDS], `${about}: ${end}`).toBe(seen.end);
  }
}

/** The timeline of the call that was made. */
async function wireOf(page: Page): Promise<Line[]> {
  const { wireTab, events } = panelOf(page);
  await wireTab.click();
  await expect(events.first()).toBeVisible();
  return page.evaluate(linesOf, null);
}

/** What the page at `/docs/{page}/wire` shows, without any script. */
async function wirePage(page: Page, address: string): Promise<Line[]> {
  const response = await page.request.get(address, { headers: { accept: 'text/html' } });
  expect(response.status(), address).toBe(200);
  return page.evaluate(linesOf, await response.text());
}

/** What the panel says where the browser shows something else than the status that was asked for. */
const HIDDEN: Record<string, [pill: string, note: RegExp | null]> = {
  // Only Expect asks for it.
  100: ['200 OK', /comes only if the request asks with Expect/],
  101: ['101 Switching Protocols', /opened a WebSocket/],
  ...Object.fromEntries([102, 103, 104].map((code) => [code, ['200 OK', /reads past interim responses/]])),
  ...Object.fromEntries([301, 302, 303, 307, 308].map((code) => [code, ['200 OK', /followed the redirect.* It ended at \S+\/200\.$/]])),
  304: ['304 Not Modified', /the browser shows its cached copy/],
  407: ['No response', /407 that doesn't come from a proxy is hidden/],
  408: ['408 Request Timeout', /send the request again/],
  421: ['421 Misdirected Request', /send the request again/],
  444: ['No response', /closed the connection without a response/],
  499: ['499 Client Closed Request', /no client sees a 499/],
};

/** The status lines on the wire, where they are not just the code's own. */
const ON_THE_WIRE: Record<string, RegExp[]> = {
  100: [/^HTTP\/1\.1 200 OK$/],
  ...Object.fromEntries([102, 103, 104].map((code) => [code, [new RegExp(`^HTTP/1\\.1 ${code} `), /^HTTP\/1\.1 200 OK$/]])),
  ...Object.fromEntries([301, 302, 303, 307, 308].map((code) => [code, [new RegExp(`^HTTP/1\\.1 ${code} `), /^HTTP\/1\.1 200 OK$/]])),
  444: [],
};

for (const shelf of ['1xx', '2xx', '3xx', '4xx', '5xx', 'vendor']) {
  test(`every code of ${shelf} live, and its bytes`, async ({ page, baseURL }) => {
    test.setTimeout(240_000);
    await page.goto('/');
    const codes = await page.locator(`.shelf[data-class="${shelf}"] li a b`).allInnerTexts();
    expect(codes.length).toBeGreaterThan(4);
    for (const code of codes) {
      // Some pages start with another request.
      await page.goto(`/docs/${code}?method=GET`);
      const panel = panelOf(page);
      await call(page);
      const [pill, note] = HIDDEN[code] ?? [new RegExp(`^${code} \\S`), null];
      await expect.soft(panel.status, code).toHaveText(pill);
      if (note) await expect.soft(panel.note, code).toHaveText(note);
      else await expect.soft(panel.note, code).toHaveCount(0);
      // What browsers hide is shown first.
      const hides = note !== null && code !== '499';
      await expect.soft(hides ? panel.wireTab : panel.browserTab, code).toHaveAttribute('aria-selected', 'true');

      const wire = await wireOf(page);
      const expected = ON_THE_WIRE[code] ?? [new RegExp(`^HTTP/1\\.1 ${code} `)];
      // Chromium sends a call again after 408 and 421 on a reused connection, and so does Wire.
      const again = wire.findIndex((line) => /sent the call again/.test(line.title));
      const once = again < 0 ? wire : wire.slice(0, again);
      expect.soft(statusLines(once), code).toEqual(expected.map((line) => expect.stringMatching(line)));
      await expectAsRaw(baseURL, wire, code);

      // Without script the same is a page of its own. A key of a WebSocket is made for each handshake.
      const alone = await wirePage(page, `/docs/${code}/wire?method=GET`);
      const heads = (lines: Line[]) => lines.map((line) => ({ ...line, bytes: line.bytes && masked(line.bytes).replace(/^(sec-websocket-(?:key|accept)): .*$/gim, '$1: #') }));
      expect.soft(heads(alone), code).toEqual(heads(once));
    }
  });
}

const FAULTS: [fault: string, pill: string, note: RegExp, pieces: number, end: string][] = [
  ['reset', 'No response', /^You asked for a reset\. The browser reports a network error\.$/, 0, 'The server reset the connection.'],
  ['close', 'No response', /^You asked for a close without a response\. The browser reports a network error\.$/, 0, 'The server closed the connection.'],
  ['garbage', 'No response', /^You asked for bytes that aren't HTTP\. The browser reports a network error\.$/, 0, 'The server closed the connection.'],
  ['truncate', '502 Bad Gateway', /^502, then the body failed after \d+ of \d+ bytes\. You asked for a truncated body\.$/, 1, 'The server closed the connection.'],
  ['bad-chunk', '502 Bad Gateway', /^502, then the body failed after \d+ bytes\. You asked for a broken chunk\.$/, 2, 'The server closed the connection.'],
  ['bad-gzip', '502 Bad Gateway', /^502, then the body failed after 0 bytes\. You asked for a body that isn't the gzip it claims to be\.$/, 1, 'The response is complete. The connection stays open.'],
  ['stall:1s', '502 Bad Gateway', /^You asked for a stall: the body stopped in between\.$/, 2, 'The server closed the connection.'],
  ['drip:1s/5', '502 Bad Gateway', /^You asked for a slow body, and it came in pieces\.$/, 5, 'The server closed the connection.'],
];

for (const [fault, pill, note, pieces, end] of FAULTS) {
  test(`fault=${fault} says what it was`, async ({ page, baseURL }) => {
    await page.goto(`/docs/502?fault=${fault}`);
    const panel = panelOf(page);
    await call(page);
    await expect(panel.status).toHaveText(pill);
    await expect(panel.note).toHaveText(note);
    await expect(panel.wireTab).toHaveAttribute('aria-selected', 'true');
    const wire = await wireOf(page);
    expect(wire.filter(({ title }) => title === '← Body')).toHaveLength(pieces);
    expect(wire.filter(({ title }) => title === "← Bytes that aren't HTTP")).toHaveLength(fault === 'garbage' ? 1 : 0);
    expect(wire.filter(({ way }) => way === 'end').map(({ title }) => title)).toEqual([end]);
    await expectAsRaw(baseURL, wire, fault);
    await panel.browserTab.click();
    await expect(panel.browser).toContainText(pill === 'No response' ? 'The browser gives the page no more details.' : 'Head after');
  });
}

test('a body in pieces is shown with the time of each', async ({ page }) => {
  await page.goto('/docs/502?fault=stall:1s');
  await call(page);
  await wireOf(page);
  const times = await panelOf(page).events.filter({ hasText: '← Body' }).locator('.at').allInnerTexts();
  const seconds = times.map((time) => Number.parseFloat(time) / (time.endsWith(' ms') ? 1_000 : 1));
  expect((seconds[1] ?? 0) - (seconds[0] ?? 0)).toBeGreaterThan(0.95);
});

test('every hop of a redirect is shown, and twenty of a loop', async ({ page, baseURL }) => {
  const redirects = (lines: Line[]) => lines.filter(({ title }) => title.startsWith('Redirect: the client goes on to '));
  await page.goto('/docs/302?hops=3');
  await call(page);
  await expect(panelOf(page).status).toHaveText('200 OK');
  const hops = await wireOf(page);
  expect(statusLines(hops)).toEqual([...Array.from({ length: 3 }, () => 'HTTP/1.1 302 Found'), 'HTTP/1.1 200 OK']);
  expect(redirects(hops)).toHaveLength(3);
  await expectAsRaw(baseURL, hops, 'hops=3');

  await page.goto('/docs/302?hops=loop');
  await call(page);
  await expect(panelOf(page).status).toHaveText('No response');
  await expect(panelOf(page).note).toHaveText(/redirects again and again.* gave up after 20 redirects/);
  const loop = await wireOf(page);
  expect(redirects(loop)).toHaveLength(20);
  expect(loop.at(-1)?.title).toMatch(/stops after 20 redirects/);
});

test('a redirect to another host or to a page of this site is shown and not followed', async ({ page }) => {
  const reached: string[] = [];
  const other = createServer((request, response) => (reached.push(request.url ?? ''), response.end())).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
  const program = await start({ args: ['--log-format', 'json', '--redirect-hosts', host] });
  for (const [to, words] of [
    ['/docs/502', /a page of this site/],
    ['/-/health', /a page of this site/],
    [`http://${host}/200`, /another host/],
  ] as const) {
    const wire = await wirePage(page, `${program.address}/docs/302/wire?to=${encodeURIComponent(to)}`);
    expect(statusLines(wire), to).toEqual(['HTTP/1.1 302 Found']);
    expect(bytes(wire, 'in'), to).toContain(`location: ${to}\r\n`);
    expect(wire.at(-1)?.title, to).toMatch(words);
  }
  expect(reached).toEqual([]);
  other.close();
  expect(await program.stop()).toBe('code 0');
});

test('Wire plays the draw of the call, twenty times', async ({ page }) => {
  test.setTimeout(60_000);
  await page.goto('/docs/503?call=random/200,503');
  const shown: string[] = [];
  for (let n = 0; n < 20; n += 1) {
    await call(page);
    const pill = await panelOf(page).status.innerText();
    expect(statusLines(await wireOf(page)), `call ${n + 1}`).toEqual([`HTTP/1.1 ${pill}`]);
    shown.push(pill);
  }
  expect(new Set(shown)).toEqual(new Set(['200 OK', '503 Service Unavailable']));
});

test('Wire plays a fault that comes in half of the calls, and shows a call that the browser sent again', async ({ page, request }) => {
  test.setTimeout(60_000);
  const key = randomUUID();
  await page.goto(`/docs/502?key=${key}&fault=reset:50%25`);
  const pills = new Set<string>();
  let counted = 0;
  for (let n = 0; n < 20; n += 1) {
    await call(page);
    const pill = await panelOf(page).status.innerText();
    const record = await (await request.get(`/-/keys/${key}`)).json();
    // Browsers send a call again if a connection is reset that they had used before, and tell nobody.
    const sent = record.calls[0].count - counted;
    counted += sent;
    const wire = await wireOf(page);
    const wasReset = wire.at(-1)?.title === 'The server reset the connection.';
    expect.soft(pill, `call ${n + 1}, sent ${sent} times`).toBe(wasReset ? 'No response' : '502 Bad Gateway');
    expect.soft(connections(wire), `call ${n + 1}, sent ${sent} times`).toHaveLength(sent);
    pills.add(pill);
  }
  expect(pills.size).toBe(2);
});

test('Wire shows the step of the call and takes none', async ({ page, request }) => {
  const key = randomUUID();
  const target = 'sequence/503,502,200';
  const step = async () => (await request.get(`/${target}?key=${key}`)).headers()['x-mock-step'];
  const stepOf = (lines: Line[]) => /^x-mock-step: (.*)\r$/m.exec(bytes(lines, 'in'))?.[1];
  await page.goto(`/docs/503?call=${target}&key=${key}`);
  await call(page);
  await expect(panelOf(page).status).toHaveText('503 Service Unavailable');
  expect(stepOf(await wireOf(page))).toBe('1/3');
  // Without a call to play, the page shows the next one: again and again the same.
  const alone = `/docs/503/wire?call=${target}&key=${key}`;
  expect(stepOf(await wirePage(page, alone))).toBe('2/3');
  expect(stepOf(await wirePage(page, alone))).toBe('2/3');
  expect(await step()).toBe('2/3');

  await call(page);
  await expect(panelOf(page).status).toHaveText('200 OK');
  expect(stepOf(await wireOf(page))).toBe('3/3');
  const record = await (await request.get(`/-/keys/${key}`)).json();
  expect(record.calls.map(({ count }: { count: number }) => count)).toEqual([3]);
});

test('Wire uses nothing of a quota', async ({ page, request }) => {
  const key = randomUUID();
  await page.goto(`/docs/200?key=${key}&limit=2/60s`);
  const remaining = (lines: Line[]) => /^x-ratelimit-remaining: (.*)\r$/im.exec(bytes(lines, 'in'))?.[1];
  for (const left of ['1', '0']) {
    await call(page);
    await expect(panelOf(page).status).toHaveText('200 OK');
    expect(remaining(await wireOf(page))).toBe(left);
    expect(statusLines(await wireOf(page))).toEqual(['HTTP/1.1 200 OK']);
  }
  // The next one would be too many, and stays the next one.
  for (let n = 0; n < 3; n += 1) expect(statusLines(await wirePage(page, `/docs/200/wire?key=${key}&limit=2/60s`))).toEqual(['HTTP/1.1 429 Too Many Requests']);
  // The calls, and the quota.
  const record = await (await request.get(`/-/keys/${key}`)).json();
  expect(record.calls.map(({ count }: { count: number }) => count)).toEqual([2, 2]);
});

test('without script a link in the panel leads to the wire', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto('/docs/502?delay=10ms');
  await page.getByRole('link', { name: 'Show it on the wire' }).click();
  await expect(page).toHaveURL('/docs/502/wire?delay=10ms');
  await expect(page.locator('.timeline')).toContainText('GET /502?delay=10ms HTTP/1.1');
  await expect(page.locator('.timeline')).toContainText('HTTP/1.1 502 Bad Gateway');
  await page.getByRole('link', { name: /^Back to 502/ }).click();
  await expect(page).toHaveURL('/docs/502?delay=10ms');
  await context.close();
});

test('nothing keeps, indexes or fetches a wire page ahead of time', async ({ request }) => {
  const html = { accept: 'text/html' };
  const response = await request.get('/docs/502/wire', { headers: html });
  expect(response.headers()['cache-control']).toContain('no-store');
  expect(response.headers()['x-robots-tag']).toContain('nofollow');
  for (const purpose of ['prefetch', 'prefetch;prerender']) {
    const refused = await request.get('/docs/502/wire', { headers: { ...html, 'sec-purpose': purpose } });
    expect(refused.status()).toBe(503);
    expect(await refused.text()).not.toContain('timeline');
    expect(refused.headers()['cache-control']).toContain('no-store');
  }
  expect(await (await request.get('/robots.txt')).text()).toMatch(/^Disallow: \/docs\/\*\/wire$/m);
  const page = await (await request.get('/docs/502', { headers: html })).text();
  const links = [...page.matchAll(/<a [^>]*\/wire[^>]*>/g)].map(([link]) => link);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(link).toContain('nofollow');
});

test('a call that takes longer than 15 seconds is ended, and Wire says so', async ({ page }) => {
  test.setTimeout(60_000);
  await page.goto('/');
  const started = Date.now();
  const wire = await wirePage(page, '/docs/502/wire?delay=20s');
  expect(Date.now() - started).toBeGreaterThan(14_900);
  expect(Date.now() - started).toBeLessThan(19_000);
  expect(bytes(wire, 'in')).toBe('');
  expect(wire.at(-1)?.title).toMatch(/ends after 15 seconds/);
});

test('a response of more than 64 KiB is cut, and Wire says so', async ({ page }) => {
  await page.goto('/');
  const wire = await wirePage(page, '/docs/200/wire?method=POST&echo=1&request-size=100KiB');
  expect(bytes(wire, 'in')).toHaveLength(64 * 1024);
  expect(wire.at(-1)?.title).toMatch(/ends after 64 KiB/);
});
