// The main path of a reader in Firefox, driven over WebDriver BiDi.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EXAMPLE, PROGRAM, TAB, TRY_IT_LIVE, firefox, pause, start } from './shared.mjs';

/** How long a page that nobody touches is watched, and how long it may take to react. */
const WATCHED_MS = 2000;
const PATIENCE_MS = 30_000;

const WIRE = '#panel .response [role="tab"]::-p-text(Wire)';

let program;
let browser;
before(async () => {
  program = await start();
  browser = await firefox();
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

test('502 from the call to the wire', async (t) => {
  const page = await browser.newPage();
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));

  await t.test('opens without its program', async () => {
    await page.goto(`${program.origin}/docs/502`);
    await pause(WATCHED_MS);
    assert.ok(loaded.includes('/docs/502'), 'requests are seen at all');
    assert.deepEqual(loaded.filter((path) => PROGRAM.test(path)), []);
  });

  await t.test('Try It Live shows the status', async () => {
    await click(page, TRY_IT_LIVE);
    await until(page, () => document.querySelector('#panel .response .pill')?.textContent.trim() === '502 Bad Gateway');
    assert.ok(loaded.some((path) => path.endsWith('.wasm')), 'the click loaded the program');
  });

  await t.test('Delay goes into the address', async () => {
    await click(page, '#on-delay');
    await until(page, () => new URLSearchParams(location.search).get('delay') === '2s');
  });

  await t.test('the Python tab shows Python', async () => {
    await click(page, TAB('python'));
    await until(page, () => new URLSearchParams(location.search).get('lang') === 'python');
    const shown = await page.$$eval(`${EXAMPLE} pre code`, (codes) => codes.map((code) => code.textContent));
    assert.equal(shown.length, 1, 'one example is shown');
    assert.match(shown[0], /^import \w+/m);
    assert.equal(new URL(page.url()).searchParams.get('delay'), '2s', 'the delay stays');
  });

  await t.test('Copy is announced', async () => {
    await click(page, `${EXAMPLE} [data-copy]`);
    await until(page, () => document.getElementById('announcer')?.textContent === 'Copied');
  });

  await t.test('Wire shows the bytes', async () => {
    await click(page, WIRE);
    await until(page, () => document.querySelector('#panel .response').textContent.includes('HTTP/1.1 502'));
  });
});

test('302 shows every hop, on Wire first', async () => {
  const page = await browser.newPage();
  await page.goto(`${program.origin}/docs/302`);
  await click(page, TRY_IT_LIVE);
  await until(page, () => {
    const text = document.querySelector('#panel .response').textContent;
    return text.includes('HTTP/1.1 302') && text.includes('HTTP/1.1 200');
  });
  const chosen = await page.$eval(WIRE, (tab) => tab.closest('[role="tab"]').getAttribute('aria-selected'));
  assert.equal(chosen, 'true');
});

const click = (page, selector) => page.locator(selector).setTimeout(PATIENCE_MS).click();

/** Waits; what the panel shows instead is part of the complaint. */
async function until(page, condition) {
  try {
    await page.waitForFunction(condition, { timeout: PATIENCE_MS, polling: 100 });
  } catch (error) {
    const text = await page.$$eval('#panel .response', (found) => found.map((response) => response.innerText).join());
    throw new Error(`Not within ${PATIENCE_MS / 1000} s. ${page.url()} shows as response: ${text}`, { cause: error });
  }
}
