// How many bytes a page takes, as they are sent with brotli. KB is 1000 bytes.

import { once } from 'node:events';
import { type IncomingHttpHeaders, get } from 'node:http';
import { brotliCompressSync, constants } from 'node:zlib';
import { expect, panelOf, test } from './fixtures';

interface Sent {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What is sent to a browser that takes brotli, not decoded. */
async function sent(base: string | undefined, path: string): Promise<Sent> {
  const asking = get(new URL(path, base), { headers: { accept: 'text/html,*/*;q=0.8', 'accept-encoding': 'br' } });
  const [response] = await once(asking, 'response');
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  expect(response.statusCode, path).toBe(200);
  return { headers: response.headers, body: Buffer.concat(pieces) };
}

/** The same once it is compressed, which happens in the background after the program's start. */
async function compressed(base: string | undefined, path: string): Promise<Sent> {
  const coding = async () => (await sent(base, path)).headers['content-encoding'];
  await expect.poll(coding, { message: path, timeout: 60_000 }).toBe('br');
  return sent(base, path);
}

const size = async (base: string | undefined, path: string) => (await compressed(base, path)).body.length;

/** The style sheet of every page with a panel. A page that wakes loads another. */
const SHEET = /\/statusbook\.[^/]*\.css$/;

/** The assets that the document names, by their ending. */
function assetsOf(html: string) {
  const paths = [...new Set([...html.matchAll(/"(\/assets\/[^"#]+)/g)].map(([, path]) => path ?? ''))];
  return (pattern: RegExp) => {
    const found = paths.filter((path) => pattern.test(path));
    expect(found, `${pattern}`).toHaveLength(1);
    return found[0] ?? '';
  };
}

/** The best that brotli can do: for what is never sent alone. With quality 10, a page as the release program sends it; a debug program
 *  compresses in haste. */
const brotli = (text: string, quality = 11) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;

test.describe.configure({ timeout: 120_000 });

test('what is not the text of the book', async ({ page, baseURL, request }) => {
  const html = await (await request.get('/docs/502', { headers: { accept: 'text/html' } })).text();
  await page.goto('/');
  const rest = await page.evaluate((html) => {
    const document = new DOMParser().parseFromString(html, 'text/html');
    const parts = document.querySelectorAll('.hero, .now, .facts, .text');
    parts.forEach((part) => part.replaceChildren());
    return { parts: parts.length, html: `<!DOCTYPE html>${document.documentElement.outerHTML}` };
  }, html);
  expect(rest.parts).toBe(4);
  const asset = assetsOf(html);
  const parts = {
    document: brotli(rest.html),
    style: await size(baseURL, asset(SHEET)),
    icons: await size(baseURL, asset(/\/icons\./)),
    favicon: await size(baseURL, asset(/\/favicon\./)),
  };
  const sum = Object.values(parts).reduce((sum, part) => sum + part, 0);
  expect(sum, JSON.stringify(parts)).toBeLessThanOrEqual(20_000);
});

// The early script is in the document.
test('page, style sheet and early script', async ({ baseURL, request }) => {
  const html = await (await request.get('/docs/502', { headers: { accept: 'text/html' } })).text();
  expect(html).not.toMatch(/<script[^>]* src=/);
  const parts = { page: brotli(html, 10), style: await size(baseURL, assetsOf(html)(SHEET)) };
  expect(parts.page + parts.style, JSON.stringify(parts)).toBeLessThanOrEqual(45_000);
});

test('a visit that only reads', async ({ page, context, baseURL, request }) => {
  // Everything is compressed before the visit.
  const html = await (await request.get('/docs/502', { headers: { accept: 'text/html' } })).text();
  const asset = assetsOf(html);
  for (const pattern of [SHEET, /\/icons\./, /\/favicon\./]) await compressed(baseURL, asset(pattern));
  await compressed(baseURL, '/docs/502');

  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  const paths = new Map<string, string>();
  const bytes: Record<string, number> = {};
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => paths.set(requestId, new URL(request.url).pathname));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (bytes[paths.get(requestId) ?? ''] = encodedDataLength));
  await page.goto('/docs/502');
  await page.mouse.move(5, 5);
  for (let n = 0; n < 20; n += 1) await page.mouse.wheel(0, 1_000);
  await page.keyboard.press('End');
  await page.waitForLoadState('networkidle');
  expect(Object.keys(bytes)).toContain('/docs/502');
  expect(Object.keys(bytes).filter((path) => /\.(js|wasm)$/.test(path))).toEqual([]);
  const sum = Object.values(bytes).reduce((sum, part) => sum + part, 0);
  expect(sum, JSON.stringify(bytes)).toBeLessThanOrEqual(60_000);
});

test('script, wasm and style sheet up to the first response', async ({ page, baseURL, announce }) => {
  announce('/502');
  const loaded: string[] = [];
  page.on('request', (request) => {
    if (/\.(js|wasm)$|\/response\.[^/]*\.css$/.test(new URL(request.url()).pathname)) loaded.push(new URL(request.url()).pathname);
  });
  await page.goto('/docs/502');
  await panelOf(page).tryLive.click();
  await expect(panelOf(page).status).toHaveText('502 Bad Gateway');
  expect(loaded).toHaveLength(3);
  const parts: Record<string, number> = {};
  for (const path of loaded) parts[path] = await size(baseURL, path);
  const sum = Object.values(parts).reduce((sum, part) => sum + part, 0);
  expect(sum, JSON.stringify(parts)).toBeLessThanOrEqual(110_000);
});
