// The request that a reader writes: what a code is about with one click, what goes out, and where it must never go.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open as openFile, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page, Request } from '@playwright/test';
import { LANGUAGES, call, expect, open, panelOf, test } from './fixtures';

test.beforeEach(({ announceAll }) => announceAll());

/** Takes a preset, and waits until the panel shows it; without a name, the page starts with the request. */
async function take(page: Page, name: string) {
  if (!name) return;
  await panelOf(page).preset(name).click();
  await expect(page).toHaveURL(/\?/);
}

/** The bytes of a timeline's events, one text for each event whose title fits, as the page shows them. */
async function wireOf(page: Page, title: string): Promise<string[]> {
  const { wireTab, events } = panelOf(page);
  await wireTab.click();
  await expect(events.first()).toBeVisible();
  const bytes = events.filter({ has: page.locator('b').getByText(title, { exact: true }) }).locator('code');
  return bytes.evaluateAll((codes) => codes.map((code) => code.textContent ?? ''));
}

/** The requests of the page to the mock from now on. */
function callsOf(page: Page): Request[] {
  const calls: Request[] = [];
  page.on('request', (request) => {
    if (!/^\/(docs|assets|-)(\/|$)/.test(new URL(request.url()).pathname)) calls.push(request);
  });
  return calls;
}

const json = async (page: Page) => JSON.parse((await page.locator('#live-raw').textContent()) ?? '');

interface Preset {
  code: number;
  name: string;
  /** What the browser shows, and what Wire sends and gets. */
  pill: string | RegExp;
  sent: RegExp;
  got: RegExp;
  /** What goes out from the browser, if it sends the call. */
  headers?: Record<string, string>;
}

const PRESETS: Preset[] = [
  { code: 206, name: '', pill: '206 Partial Content', sent: /^Range: bytes=0-99$/m, got: /^content-range: bytes 0-99\/\d+$/m, headers: { range: 'bytes=0-99' } },
  { code: 206, name: 'the last 50 bytes', pill: '206 Partial Content', sent: /^Range: bytes=-50$/m, got: /^content-length: 50$/m, headers: { range: 'bytes=-50' } },
  { code: 206, name: 'two ranges', pill: '206 Partial Content', sent: /^Range: bytes=0-9,20-29$/m, got: /^content-type: multipart\/byteranges/m, headers: { range: 'bytes=0-9,20-29' } },
  { code: 304, name: '', pill: '304 Not Modified', sent: /^If-None-Match: "v1"$/m, got: /^etag: "v1"$/m, headers: { 'if-none-match': '"v1"' } },
  { code: 412, name: 'If-Match that fails', pill: '412 Precondition Failed', sent: /^If-Match: "v1"$/m, got: /^etag: "v2"$/m, headers: { 'if-match': '"v1"' } },
  { code: 412, name: 'If-Match that holds', pill: '200 OK', sent: /^If-Match: "v2"$/m, got: /^HTTP\/1\.1 200 OK$/m, headers: { 'if-match': '"v2"' } },
  { code: 401, name: 'Basic credentials', pill: '200 OK', sent: /^Authorization: Basic dXNlcjpwYXNzd29yZA==$/m, got: /^HTTP\/1\.1 200 OK$/m, headers: { authorization: 'Basic dXNlcjpwYXNzd29yZA==' } },
  { code: 401, name: 'a Bearer token', pill: '200 OK', sent: /^Authorization: Bearer secret$/m, got: /^HTTP\/1\.1 200 OK$/m, headers: { authorization: 'Bearer secret' } },
  { code: 100, name: '', pill: /sent by Wire$/i, sent: /^Expect: 100-continue$/m, got: /^HTTP\/1\.1 200 OK$/m },
  { code: 401, name: '', pill: '401 Unauthorized', sent: /^Authorization: Bearer secret$/m, got: /^www-authenticate: Bearer/m, headers: { authorization: 'Bearer secret' } },
  { code: 409, name: '', pill: '409 Conflict', sent: /^Content-Type: application\/json$/m, got: /^HTTP\/1\.1 409 Conflict$/m, headers: { 'content-type': 'application/json' } },
  { code: 101, name: 'Upgrade: websocket', pill: '101 Switching Protocols', sent: /^Upgrade: websocket$/m, got: /^sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=$/m },
  { code: 413, name: '', pill: '413 Content Too Large', sent: /^Content-Length: 262144$/m, got: /^HTTP\/1\.1 413 /m, headers: {} },
  { code: 413, name: 'ask first', pill: /sent by Wire$/i, sent: /^Expect: 100-continue$/m, got: /^HTTP\/1\.1 413 /m },
];

for (const { code, name, pill, sent, got, headers } of PRESETS) {
  test(name ? `${code}: “${name}” is one click` : `${code} starts with its request`, async ({ page }) => {
    await open(page, `/docs/${code}`);
    const calls = callsOf(page);
    const panel = panelOf(page);
    await take(page, name);
    await call(page);
    await expect(panel.status).toHaveText(pill);
    expect(calls).toHaveLength(headers ? 1 : 0);
    if (headers) expect(await calls[0]?.allHeaders()).toMatchObject(headers);
    expect((await wireOf(page, '→ Request')).join('')).toMatch(sent);
    expect((await wireOf(page, '← Response')).join('')).toMatch(got);
    // The link is the state: whoever gets its address sees the same.
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await call(page);
    await expect(panel.status).toHaveText(pill);
  });
}

test('a call right after the click on a preset is the preset\'s', async ({ page }) => {
  await open(page, '/docs/401');
  const calls = callsOf(page);
  // The panel for the preset comes late.
  let goOn = () => {};
  const late = new Promise<void>((done) => (goOn = done));
  await page.route('**/docs/401/panel*', async (route) => (await late, await route.continue()));
  await panelOf(page).preset('Basic credentials').click();
  await panelOf(page).tryLive.click();
  goOn();
  await expect(panelOf(page).status).toHaveText('200 OK');
  await expect(page).toHaveURL('/docs/401?auth=basic:user:password&request-auth=basic');
  expect(calls.map((call) => new URL(call.url()).pathname + new URL(call.url()).search)).toEqual(['/401?auth=basic:user:password']);
});

test('Expect shows the 100 and the body after it', async ({ page }) => {
  await open(page, '/docs/100');
  await call(page);
  expect(await wireOf(page, '← Interim response')).toEqual([expect.stringMatching(/^HTTP\/1\.1 100 Continue\n/)]);
  const titles = await panelOf(page).events.locator('b').allInnerTexts();
  expect(titles.slice(0, 5)).toEqual(['Connected', '→ Request', '← Interim response', '→ Request body', '← Response']);
});

test('a large body that nobody asked for stays with the client', async ({ page }) => {
  await open(page, '/docs/413');
  await take(page, 'ask first');
  await call(page);
  expect(await wireOf(page, '→ Request body')).toEqual([]);
  await expect(panelOf(page).events.filter({ hasText: "the client doesn't send its body" })).toHaveCount(1);
});

test('the response to a range says which part it is', async ({ page }) => {
  await open(page, '/docs/206');
  const panel = panelOf(page);
  await call(page);
  await panel.headersTab.click();
  await expect(panel.headers.getByRole('row', { name: /^content-range bytes 0-99\// })).toBeVisible();
  await expect(page.locator('#live-raw')).toHaveText(/^[^]{100}$/);
});

/** Everything that a reader can type a secret into. */
async function typeSecrets(page: Page) {
  const panel = panelOf(page);
  await panel.method.selectOption('POST');
  await panel.request.click();
  await panel.requestHeaders.fill('X-Trace: seen\nX-Api-Key: s3cret-key\nX-Session: s3cret-session');
  await panel.requestBody.fill('{"a": 1}');
  await panel.credentials.selectOption('basic');
  await panel.user.fill('s3cret-user');
  await panel.password.fill('s3cret-password');
}

const BASIC = `Basic ${Buffer.from('s3cret-user:s3cret-password').toString('base64')}`;
/** None of the secrets, nor what is made of them. */
const SECRETS = new RegExp(`s3cret|${BASIC.slice(6)}`);

test('what is typed goes into the call', async ({ page }) => {
  await open(page, '/docs/200?echo=1');
  const calls = callsOf(page);
  const panel = panelOf(page);
  await typeSecrets(page);
  await call(page);
  await expect(panel.status).toHaveText('200 OK');
  expect(calls).toHaveLength(1);
  expect(await calls[0]?.allHeaders()).toMatchObject({ 'x-trace': 'seen', 'x-api-key': 's3cret-key', 'x-session': 's3cret-session', authorization: BASIC });
  expect(calls[0]?.postData()).toBe('{"a": 1}');
  // The mock saw the same, and shows no credentials.
  const { request } = await json(page);
  expect(request).toMatchObject({ method: 'POST', headers: { 'x-trace': 'seen' }, body: '{"a": 1}' });
  // Wire sends what the browser sent.
  const [head] = await wireOf(page, '→ Request');
  for (const line of ['X-Trace: seen', 'X-Api-Key: s3cret-key', `Authorization: ${BASIC}`]) expect(head).toContain(`${line}\n`);
  expect(await wireOf(page, '→ Request body')).toEqual(['{"a": 1}']);

  await panel.credentials.selectOption('bearer');
  await panel.token.fill('s3cret-token');
  await call(page);
  expect(await calls[1]?.allHeaders()).toMatchObject({ authorization: 'Bearer s3cret-token' });
  expect((await wireOf(page, '→ Request')).join('')).toContain('Authorization: Bearer s3cret-token\n');
});

test('a target that is typed is called', async ({ page }) => {
  await open(page, '/docs/503');
  const calls = callsOf(page);
  const panel = panelOf(page);
  await panel.request.click();
  await panel.target.fill('sequence/429,200');
  await expect(page).toHaveURL('/docs/503?call=sequence/429,200');
  await call(page);
  await expect(panel.status).toHaveText('429 Too Many Requests');
  expect(calls.map((call) => new URL(call.url()).pathname)).toEqual(['/sequence/429,200']);
  await panel.target.fill('nonsense');
  await expect(panel.option('call').error).not.toBeEmpty();
  await expect(panel.target).toHaveValue('nonsense');
  await panel.tryLive.click();
  await expect(panel.target).toBeFocused();
  expect(calls).toHaveLength(1);
});

test('credentials enter no address, no history, no storage and no log', async ({ page }, info) => {
  const file = await openFile(info.outputPath('log'), 'w');
  const path = resolve(import.meta.dirname, process.env.STATUSBOOK ?? '../target/debug/statusbook');
  const program = spawn(path, ['--address', '127.0.0.1:0', '--log', 'debug', '--log-format', 'json'], { stdio: ['ignore', 'pipe', file.fd] });
  try {
    const [said] = await once(createInterface(program.stdout!), 'line');
    const base = String(said).replace(/^Statusbook is at /, '');
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    page.on('framenavigated', (frame) => addresses.push(frame.url()));
    await open(page, `${base}/docs/200`);
    const panel = panelOf(page);
    await typeSecrets(page);
    await expect(page).toHaveURL(/request-body=/);
    await call(page);
    expect((await wireOf(page, '→ Request')).join('')).toContain('s3cret-key');
    // One that can't be sent is still one.
    await panel.requestHeaders.fill('Authorization s3cret-without-colon');
    await expect(panel.option('request-header').error).toContainText('no colon');
    await panel.requestHeaders.fill('Authorization: Bearer s3cret-header');
    await expect(page).toHaveURL(/request-header=Authorization:Bearer%20%3Csecret%3E/);
    await panel.requestHeaders.fill('X-Api-Key: s3cret-key');
    await expect(page).toHaveURL(/request-header=X-Api-Key:%3Csecret%3E/);
    await expect(page).toHaveURL(/request-auth=basic/);
    await call(page);
    await panel.history.click();
    await expect(panel.historyEntries).toHaveCount(2);

    expect(addresses.filter((address) => SECRETS.test(address))).toEqual([]);
    const kept = await page.evaluate(() => JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }, document.cookie]));
    expect(kept).toContain('calls');
    expect(kept).not.toMatch(SECRETS);
    expect(await panel.panel.locator('.history').innerHTML()).not.toMatch(SECRETS);
    expect((await page.locator('.examples').allTextContents()).join('')).not.toMatch(SECRETS);
    expect(await page.locator('.request-line').innerText()).not.toMatch(SECRETS);
    // Nor any earlier entry of the browser's history.
    for (let n = 0; n < 4; n += 1) {
      await page.goBack();
      expect(await page.evaluate(() => JSON.stringify([location.href, history.state]))).not.toMatch(SECRETS);
    }
  } finally {
    program.kill('SIGTERM');
    if (program.exitCode === null) await once(program, 'exit');
    await file.close();
  }
  const log = await readFile(info.outputPath('log'), 'utf8');
  expect(log).toContain('/docs/200/wire');
  expect(log).not.toMatch(SECRETS);
});

test('without script credentials enter no address either', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto('/docs/403');
  const panel = panelOf(page);
  await panel.request.click();
  await panel.requestHeaders.fill('X-Api-Key: s3cret-key');
  await panel.credentials.selectOption('bearer');
  await panel.token.fill('s3cret-token');
  await panel.apply.click();
  await expect(page).toHaveURL('/docs/403?request-header=X-Api-Key:%3Csecret%3E&request-auth=bearer');
  expect(await page.content()).not.toMatch(SECRETS);
  await panel.requestHeaders.fill('X-Api-Key: s3cret-key');
  await panel.token.fill('s3cret-token');
  await panel.showOnWire.click();
  await expect(page).toHaveURL('/docs/403/wire');
  await expect(page.locator('.timeline')).toContainText('Authorization: Bearer s3cret-token');
  await context.close();
});

test('a body of more than 2 KiB is a size in the address, and is sent whole', async ({ page }) => {
  await open(page, '/docs/200?method=POST&echo=1');
  const calls = callsOf(page);
  const panel = panelOf(page);
  await panel.request.click();
  const short = 'é'.repeat(1_024);
  await panel.requestBody.fill(short);
  await expect(page).toHaveURL(/request-body=/);
  await panel.requestBody.fill(`${short}y`);
  await expect(page).toHaveURL('/docs/200?method=POST&echo=1&request-size=2049');
  await expect(panel.requestBody).toHaveValue(`${short}y`);
  await call(page);
  expect(calls[0]?.postData()).toBe(`${short}y`);
  expect(await wireOf(page, '→ Request body')).toEqual([`${short}y`]);
  await page.reload();
  await expect(panel.requestBody).toHaveValue('');
  await expect(panel.bodySize).toHaveValue('2049');
  await call(page);
  expect(calls[1]?.postData()).toBe('x'.repeat(2_049));
});

/** What a page can't send: how it is asked for, how the field and the note name it, and what Wire sends. */
const BEYOND: [what: string, query: string, fill: ((page: Page) => Promise<unknown>) | null, why: string, sent: RegExp][] = [
  ['TRACE', '', (page) => panelOf(page).method.selectOption('TRACE'), "A page can't send TRACE", /^TRACE \/200 HTTP\/1\.1\n/],
  ['Expect', '?method=POST&request-body=hello', (page) => panelOf(page).requestHeaders.fill('Expect: 100-continue'), "A page can't send Expect", /^Expect: 100-continue$/m],
  ['Host', '?request-body=', (page) => panelOf(page).requestHeaders.fill('Host: other.example'), "A page can't send Host", /^Host: other\.example$/m],
  ['Cookie', '', (page) => panelOf(page).requestHeaders.fill('Cookie: a=s3cret'), "A page can't send Cookie", /^Cookie: a=s3cret$/m],
  ['a body with GET', '', (page) => panelOf(page).requestBody.fill('hello'), "A page can't send a body with GET", /^Content-Length: 5$/m],
];

for (const [what, query, fill, why, sent] of BEYOND) {
  test(`${what} is sent by Wire alone, and the panel says so`, async ({ page }) => {
    await open(page, `/docs/200${query}`);
    const calls = callsOf(page);
    const panel = panelOf(page);
    const beyond = panel.panel.locator('.beyond');
    await expect(beyond).toHaveCount(0);
    if (!(await panel.requestHeaders.isVisible())) await panel.request.click();
    await fill?.(page);
    await expect(beyond).toHaveText(new RegExp(`^${why}, so only Wire sends `));
    await expect(beyond).toBeVisible();
    await call(page);
    await expect(panel.status).toHaveText(/sent by Wire$/i);
    await expect(panel.note).toHaveText(new RegExp(`^${why}, so only Wire sent `));
    await expect(panel.wireTab).toHaveAttribute('aria-selected', 'true');
    expect((await wireOf(page, '→ Request')).join('')).toMatch(sent);
    expect((await wireOf(page, '← Response')).join('')).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    await panel.browserTab.click();
    await expect(panel.browser).toHaveText('This browser sent nothing.');
    expect(calls).toEqual([]);
  });
}

test('the examples send the header in every language', async ({ page }) => {
  await open(page, '/docs/206');
  for (const id of LANGUAGES) {
    const code = page.locator(`#code-${id}`);
    await expect(code).toContainText('Range');
    await expect(code).toContainText('bytes=0-99');
  }
});

test('the examples send credentials and body, and say what a page cannot', async ({ page }) => {
  await open(page, '/docs/200?method=POST');
  const panel = panelOf(page);
  await panel.request.click();
  await panel.requestHeaders.fill('Expect: 100-continue\nX-Api-Key: s3cret-key\nX-Trace: seen');
  await panel.requestBody.fill('the body');
  await panel.credentials.selectOption('bearer');
  for (const id of LANGUAGES) {
    const code = page.locator(`#code-${id}`);
    await expect(code).toContainText('seen');
    await expect(code).toContainText('<secret>');
    await expect(code).toContainText('the body');
    await expect(code).toContainText('Bearer');
    await expect(code).toContainText(/expect/i);
    await expect(code).not.toContainText('s3cret');
  }
  await expect(page.locator('#code-javascript')).toContainText("Browsers don't let a page send Expect.");
});
