// Slow 3G and a slow CPU: whatever you click before the page is awake is carried out, with its wasm and without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PredefinedNetworkConditions } from 'puppeteer-core';
import { EXAMPLE, PROGRAM, TAB, TRY_IT_LIVE, chromium, start } from './shared.mjs';

/** What DevTools calls Slow 3G and "4× slowdown". */
const NETWORK = PredefinedNetworkConditions['Slow 3G'];
const CPU = 4;

/** How soon the page shows that it noticed, and how long it may take to load its program or another page. */
const AT_ONCE_MS = 500;
const PATIENCE_MS = 60_000;

const COPY = `${EXAMPLE} [data-copy]`;

let program;
before(async () => (program = await start()));
after(() => program?.stop());

test('Try It Live', async (t) => {
  const page = await open(t);
  const clicked = performance.now();
  await page.locator(TRY_IT_LIVE).click();
  await soon(page, 'the page is marked as busy', () => document.documentElement.hasAttribute('data-waking'));
  const how = await called(page);
  t.diagnostic(`${how} after ${((performance.now() - clicked) / 1000).toFixed(1)} s`);
});

test('A language tab', async (t) => {
  const page = await open(t);
  await chooseTab(page);
  await page.waitForSelector('html[data-awake]', { timeout: PATIENCE_MS });
  await soon(page, 'the tab is still chosen when the page is awake', isChosen, TAB('python'));
  await sameDocument(page);
});

test('Copy', async (t) => {
  const page = await open(t);
  await copy(page);
  await sameDocument(page);
});

test('Try It Live without wasm opens the call as a page', async (t) => {
  const page = await open(t, { wasm: false });
  const opened = page.waitForResponse((response) => new URL(response.url()).pathname === '/502', { timeout: PATIENCE_MS });
  // If the click fails, the test ends there, and nobody waits for this any more.
  opened.catch(() => {});
  await page.locator(TRY_IT_LIVE).click();
  const response = await opened;
  assert.equal(response.status(), 502);
  assert.ok(response.request().isNavigationRequest(), 'the call is a page of its own');
  assert.equal(await called(page), 'a page of its own');
});

test('Options and Apply without wasm', async (t) => {
  const page = await open(t, { wasm: false });
  await page.locator('#on-delay').click();
  await page.locator('#option-delay').fill('300ms');
  // Apply comes as soon as the page knows that it stays without its program.
  await page.locator('#panel form button ::-p-text(Apply)').setTimeout(PATIENCE_MS).click();
  const applied = () =>
    new URLSearchParams(location.search).get('delay') === '300ms' &&
    document.querySelector('#panel')?.textContent.includes('/502?delay=300ms');
  await page.waitForFunction(applied, { timeout: PATIENCE_MS, polling: 100 });
});

test('Tabs and Copy without wasm', async (t) => {
  const page = await open(t, { wasm: false });
  await chooseTab(page);
  await copy(page);
  await page.waitForSelector('html.static', { timeout: PATIENCE_MS });
  await soon(page, 'the tab is still chosen', isChosen, TAB('python'));
  await sameDocument(page);
});

/** Opens the page of 502, asleep, in a browser that has never been there. */
async function open(t, { wasm = true } = {}) {
  const browser = await chromium();
  t.after(() => browser.close());
  const context = browser.defaultBrowserContext();
  for (const name of ['clipboard-read', 'clipboard-write']) {
    await context.setPermission(program.origin, { permission: { name }, state: 'granted' });
  }
  const page = await context.newPage();
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  if (!wasm) {
    await page.setRequestInterception(true);
    page.on('request', (request) => (new URL(request.url()).pathname.endsWith('.wasm') ? request.abort() : request.continue()));
  }
  await page.emulateCPUThrottling(CPU);
  await page.emulateNetworkConditions(NETWORK);
  await page.goto(`${program.origin}/docs/502`, { waitUntil: 'domcontentloaded', timeout: PATIENCE_MS });
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  assert.deepEqual(loaded.filter((path) => PROGRAM.test(path)), [], 'nothing of the program is loaded before it is needed');
  return page;
}

/** Waits until Try It Live was carried out; says how. */
async function called(page) {
  const how = await page.waitForFunction(
    () => {
      if (location.pathname === '/502') return document.querySelector('h1')?.textContent.includes('502') && 'a page of its own';
      return document.querySelector('#panel .response .pill')?.textContent.trim() === '502 Bad Gateway' && 'the response in the panel';
    },
    { timeout: PATIENCE_MS, polling: 100 },
  );
  return how.jsonValue();
}

async function chooseTab(page) {
  await page.locator(TAB('python')).click();
  await soon(page, 'the tab is chosen', isChosen, TAB('python'));
}

/** In the page: the tab is chosen, its program is shown alone, and the address says so. */
function isChosen(selector) {
  const tab = document.querySelector(selector);
  const shown = document.querySelectorAll('.examples [role="tabpanel"]:not([hidden])');
  const { lang } = tab.dataset;
  return (
    tab.getAttribute('aria-selected') === 'true' &&
    shown.length === 1 &&
    shown[0].id === tab.getAttribute('aria-controls') &&
    new URLSearchParams(location.search).get('lang') === lang
  );
}

async function copy(page) {
  const text = await page.$eval(COPY, (button) => document.getElementById(button.dataset.copy).textContent);
  await page.locator(COPY).click();
  await soon(page, '“Copied” is announced', () => document.getElementById('announcer')?.textContent === 'Copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
}

async function soon(page, what, condition, ...args) {
  const done = await page.waitForFunction(condition, { timeout: AT_ONCE_MS, polling: 20 }, ...args).catch(() => false);
  assert.ok(done, `${what} within ${AT_ONCE_MS} ms`);
}

async function sameDocument(page) {
  assert.ok(await page.evaluate(() => window.sameDocument === true), 'the page was not left');
}
