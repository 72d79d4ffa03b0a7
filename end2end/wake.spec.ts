// A page asleep: nothing is loaded before its reader wants something, what was wanted is done, and without the program it all works too.

import type { Browser, BrowserContext, Page } from '@playwright/test';
import { announcerOf, codeOf, expect, open, panelOf, searchOf, test } from './fixtures';

const PROGRAM = /\/assets\/statusbook\.[^/]*\.(js|wasm)/;

test.beforeEach(({ announceAll }) => announceAll());

/** The requests for script and wasm from now on. */
function programOf(page: Page): string[] {
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script' || PROGRAM.test(request.url())) requests.push(new URL(request.url()).pathname);
  });
  return requests;
}

/** Keeps the wasm back until the result is called. */
async function hold(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  await page.route('**/*.wasm*', async (route) => (await released, await route.continue()));
  return release;
}

test.describe('nothing is loaded', () => {
  for (const address of ['/', '/docs/502', '/docs/5xx', '/docs/mock', '/docs/502/wire', '/no/such']) {
    test(`by ${address}, nor by Tab, scrolling and a pointer that stays where it was`, async ({ page }) => {
      const requests = programOf(page);
      // Where the panel is going to be.
      await page.mouse.move(1000, 400);
      await page.goto(address);
      if (address === '/') await expect(searchOf(page)).toBeFocused();
      for (let n = 0; n < 20; n += 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Escape');
      await page.mouse.wheel(0, 600);
      await page.waitForLoadState('networkidle');
      expect(requests).toEqual([]);
      await expect(page.locator('html')).not.toHaveAttribute('data-awake');
    });
  }

  test('by the theme on a page without an island', async ({ page }) => {
    const requests = programOf(page);
    await page.goto('/docs/5xx');
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.waitForLoadState('networkidle');
    expect(requests).toEqual([]);
  });
});

const INTENTS: [name: string, act: (page: Page) => Promise<unknown>][] = [
  ['the pointer resting on the panel', (page) => page.locator('#panel').hover()],
  ['a click', (page) => page.locator('#try').click()],
  ['a key press', (page) => panelOf(page).method.press('ArrowDown')],
];

for (const [name, act] of INTENTS) {
  test(`${name} wakes the page`, async ({ page }) => {
    const requests = programOf(page);
    await page.goto('/docs/502');
    expect(requests).toEqual([]);
    await act(page);
    await expect(page.locator('html')).toHaveAttribute('data-awake');
    expect(requests.map((path) => path.split('.').at(-1)).sort()).toEqual(['js', 'wasm']);
  });
}

test('a touch wakes the page', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ hasTouch: true, baseURL });
  const page = await context.newPage();
  await page.goto('/docs/502');
  await page.locator('#try').tap();
  await expect(page.locator('html')).toHaveAttribute('data-awake');
  await context.close();
});

// What a reader does before the page is awake, and what must have come of it when it is.
test.describe('asleep, and carried out when awake:', () => {
  /** Acts while the wasm is kept back, then lets it come. */
  async function asleep(page: Page, address: string, act: () => Promise<unknown>) {
    const release = await hold(page);
    await page.goto(address);
    const asked = page.waitForRequest(/\.wasm/);
    await act();
    await asked;
    await expect(page.locator('html')).toHaveAttribute('data-waking');
    expect(new URL(page.url()).pathname).toBe(new URL(address, page.url()).pathname);
    return async () => {
      release();
      await expect(page.locator('html')).toHaveAttribute('data-awake');
      await expect(page.locator('html')).not.toHaveAttribute('data-waking');
      await expect(page.locator('[aria-busy=true]:not(.response)')).toHaveCount(0);
    };
  }

  for (const [name, press] of [
    ['a click on Try It Live', (page: Page) => panelOf(page).tryLive.click()],
    ['Enter on Try It Live', (page: Page) => panelOf(page).tryLive.press('Enter')],
    ['two clicks on Try It Live', (page: Page) => panelOf(page).tryLive.click({ clickCount: 2 })],
  ] as const) {
    test(name, async ({ page }) => {
      const calls: string[] = [];
      page.on('request', (request) => new URL(request.url()).pathname === '/502' && calls.push(request.method()));
      const panel = panelOf(page);
      const wake = await asleep(page, '/docs/502', () => press(page));
      await expect(panel.tryLive).toHaveAttribute('aria-busy', 'true');
      await expect(panel.response).toHaveAttribute('data-state', 'idle');
      await wake();
      await expect(panel.status).toHaveText('502 Bad Gateway');
      expect(calls).toEqual(['GET']);
    });
  }

  test('it says that it is loading, if that takes a second', async ({ page }) => {
    const wake = await asleep(page, '/docs/502', () => panelOf(page).tryLive.click());
    await expect(announcerOf(page)).toHaveText('Loading');
    await wake();
  });

  test('an option', async ({ page, baseURL }) => {
    const panel = panelOf(page);
    const wake = await asleep(page, '/docs/502', () => panel.delayOn.click());
    await expect(panel.delayOn).toBeChecked();
    await wake();
    await expect(page).toHaveURL('/docs/502?delay=2s');
    await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=2s`);
    await expect(panel.delay).toHaveValue('2s');
  });

  test('a method', async ({ page }) => {
    const panel = panelOf(page);
    const wake = await asleep(page, '/docs/502', async () => {
      await panel.method.focus();
      await page.keyboard.type('POST');
    });
    await wake();
    await expect(page).toHaveURL('/docs/502?method=POST');
    await expect(panel.requestMethod).toHaveText('POST');
  });

  test('what is typed', async ({ page }) => {
    const panel = panelOf(page);
    const wake = await asleep(page, '/docs/502?delay=1s', () => panel.delay.fill('10ms'));
    await panel.delay.press('End');
    await page.keyboard.type('0');
    await panel.delay.fill('300ms');
    await wake();
    await expect(page).toHaveURL('/docs/502?delay=300ms');
    await expect(panel.delay).toHaveValue('300ms');
  });

  test('an option, then Try It Live', async ({ page }) => {
    const panel = panelOf(page);
    const wake = await asleep(page, '/docs/502?delay=1s', async () => {
      await panel.delayOn.click();
      await panel.tryLive.click();
    });
    const called = page.waitForRequest((request) => new URL(request.url()).pathname === '/502');
    await wake();
    expect(new URL((await called).url()).search).toBe('');
    await expect(panel.status).toHaveText('502 Bad Gateway');
    await expect(page).toHaveURL('/docs/502');
  });

  test('a preset', async ({ page }) => {
    const panel = panelOf(page);
    const wake = await asleep(page, '/docs/206', () => panel.preset('the last 50 bytes').click());
    await wake();
    await expect(page).toHaveURL('/docs/206?request-header=Range:bytes%3D-50');
    await expect(panel.requestHeaders).toHaveValue('Range: bytes=-50');
  });

  test('a search', async ({ page }) => {
    const release = await hold(page);
    await page.goto('/');
    await page.keyboard.type('gateway');
    await expect(page.getByRole('option')).toHaveCount(0);
    release();
    await expect(page.getByRole('option').first()).toContainText('Gateway');
    await expect(searchOf(page)).toHaveValue('gateway');
  });
});

/** Tabs and Copy, which no program is needed for. */
async function expectTabsAndCopy(page: Page) {
  const panel = panelOf(page);
  await panel.tab('Python').click();
  await expect(panel.example).toHaveId('example-python');
  await panel.tab('Python').press('ArrowRight');
  await expect(panel.example).toHaveId('example-php');
  const copy = panel.example.getByRole('button', { name: 'Copy the request' });
  const shown = await codeOf(panel.example);
  await copy.click();
  await expect(copy).toHaveAttribute('data-copied');
  await expect(announcerOf(page)).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
}

test('tabs and Copy act at once, before anything is awake', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const release = await hold(page);
  await page.goto('/docs/502');
  await expectTabsAndCopy(page);
  await expect(page.locator('html')).not.toHaveAttribute('data-awake');
  release();
});

/** A page whose program never comes. It says so in its console, so it is not the one that must be silent. */
async function blocked(browser: Browser, baseURL: string | undefined, what: string): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ baseURL, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.route(what, (route) => route.abort());
  return { page, context };
}

for (const what of ['**/*.wasm*', '**/assets/*.js*']) {
  test.describe(`with ${what} blocked`, () => {
    test('Try It Live opens the call', async ({ browser, baseURL }) => {
      const { page, context } = await blocked(browser, baseURL, what);
      await page.goto('/docs/502');
      await panelOf(page).tryLive.click();
      // A form without fields leaves its question mark.
      await expect(page).toHaveURL(/:\d+\/502\??$/);
      await expect(page.locator('h1')).toContainText('502');
      await context.close();
    });

    test('options are sent by the form, once and again', async ({ browser, baseURL }) => {
      const { page, context } = await blocked(browser, baseURL, what);
      await page.goto('/docs/502');
      const panel = panelOf(page);
      await expect(panel.apply).toBeHidden();
      await panel.delayOn.click();
      await expect(panel.apply).toBeVisible();
      await expect(panel.delayOn).toBeChecked();
      await panel.apply.click();
      await expect(page).toHaveURL('/docs/502?delay=2s');
      await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=2s`);
      // The page is a new one, and finds out again.
      await panel.delay.fill('300ms');
      await expect(panel.apply).toBeVisible();
      await panel.apply.click();
      await expect(page).toHaveURL('/docs/502?delay=300ms');
      await context.close();
    });

    test('a preset is a link, and the wire a page', async ({ browser, baseURL }) => {
      const { page, context } = await blocked(browser, baseURL, what);
      await page.goto('/docs/206');
      const panel = panelOf(page);
      await panel.preset('the last 50 bytes').click();
      await expect(page).toHaveURL('/docs/206?request-header=Range:bytes%3D-50');
      await panel.requestHeaders.fill('Range: bytes=0-9');
      await panel.showOnWire.click();
      await expect(page).toHaveURL('/docs/206/wire');
      await expect(page.locator('.timeline')).toContainText('Range: bytes=0-9');
      await expect(page.locator('.timeline')).toContainText(/content-range: bytes 0-9\/\d+/);
      await context.close();
    });

    test('tabs, Copy and search work', async ({ browser, baseURL }) => {
      const { page, context } = await blocked(browser, baseURL, what);
      await page.goto('/docs/502');
      await panelOf(page).delayOn.click();
      await expect(panelOf(page).apply).toBeVisible();
      await expectTabsAndCopy(page);
      await page.goto('/');
      await page.keyboard.type('gateway');
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL('/?q=gateway');
      await expect(page.getByRole('region', { name: 'Results' }).getByRole('link', { name: /^502 / })).toBeVisible();
      await context.close();
    });
  });
}

test('a program that failed to load once is loaded at the next sign of intent', async ({ browser, baseURL }) => {
  const { page, context } = await blocked(browser, baseURL, '**/*.wasm*');
  await page.goto('/docs/502');
  const panel = panelOf(page);
  await panel.delayOn.click();
  await expect(panel.apply).toBeVisible();
  await page.unroute('**/*.wasm*');
  await panel.delay.fill('300ms');
  await expect(page.locator('html')).toHaveAttribute('data-awake');
  await expect(panel.apply).toBeHidden();
  await panel.delay.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('s');
  await expect(page).toHaveURL('/docs/502?delay=300ms');
  await context.close();
});

test.describe('after five seconds', () => {
  test('Try It Live opens the call', async ({ page }) => {
    await hold(page);
    await page.goto('/docs/502');
    const started = Date.now();
    await panelOf(page).tryLive.click();
    await expect(page).toHaveURL(/:\d+\/502\??$/);
    expect(Date.now() - started).toBeGreaterThan(4_900);
  });

  test('Apply appears, and goes when the program comes after all', async ({ page }) => {
    const release = await hold(page);
    await page.goto('/docs/502');
    const panel = panelOf(page);
    await panel.delayOn.click();
    await expect(panel.apply).toBeHidden();
    await expect(panel.apply).toBeVisible();
    await expect(page.locator('html')).not.toHaveAttribute('data-waking');
    release();
    await expect(page.locator('html')).toHaveAttribute('data-awake');
    await expect(panel.apply).toBeHidden();
    await panel.method.selectOption('POST');
    await expect(page).toHaveURL('/docs/502?method=POST&delay=2s');
  });
});

for (const [how, refuse] of [
  ['no connection', (page: Page) => page.route('**/docs/502/panel*', (route) => route.abort())],
  ['a 500', (page: Page) => page.route('**/docs/502/panel*', (route) => route.fulfill({ status: 500, body: 'no' }))],
  ['another page', (page: Page) => page.route('**/docs/502/panel*', (route) => route.fulfill({ status: 200, body: '<p>Sign in</p>' }))],
] as const) {
  test(`${how} instead of the new panel: everything stays in step, and the next try works`, async ({ page, baseURL }) => {
    await open(page, '/docs/502?delay=300ms');
    const panel = panelOf(page);
    const before = await codeOf(panel.example);
    await refuse(page);
    const expectBefore = async () => {
      await expect(panel.message).toContainText("This change isn't in effect");
      await expect(announcerOf(page)).toContainText("This change isn't in effect");
      await expect(panel.method).toHaveValue('GET');
      await expect(panel.delayOn).toBeChecked();
      await expect(panel.delay).toHaveValue('300ms');
      await expect(panel.requestMethod).toHaveText('GET');
      await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=300ms`);
      await expect(page).toHaveURL('/docs/502?delay=300ms');
      expect(await codeOf(panel.example)).toBe(before);
    };
    await panel.method.selectOption('POST');
    await expectBefore();
    await panel.delayOn.click();
    await expectBefore();
    await panel.delay.fill('1s');
    await expectBefore();

    await page.unroute('**/docs/502/panel*');
    await panel.method.selectOption('POST');
    await expect(page).toHaveURL('/docs/502?method=POST&delay=300ms');
    await expect(panel.message).toBeEmpty();
    await expect(panel.requestMethod).toHaveText('POST');
    await expect(panel.delay).toHaveValue('300ms');
    // A call sends what is shown.
    const called = page.waitForRequest((request) => new URL(request.url()).pathname === '/502');
    await panel.tryLive.click();
    expect([(await called).method(), new URL((await called).url()).search]).toEqual(['POST', '?delay=300ms']);
  });
}

test('a call after a change that failed is the call that is shown', async ({ page }) => {
  await open(page, '/docs/200?method=POST');
  const panel = panelOf(page);
  await page.route('**/docs/200/panel*', (route) => route.abort());
  await panel.request.click();
  await panel.requestHeaders.fill('X-Trace: typed');
  await expect(panel.message).toContainText("This change isn't in effect");
  const called = page.waitForRequest((request) => new URL(request.url()).pathname === '/200');
  await page.unroute('**/docs/200/panel*');
  await panel.tryLive.click();
  const sent = (await (await called).allHeaders())['x-trace'] === 'typed';
  const shown = (await codeOf(panel.example)).includes('X-Trace');
  const kept = (await panel.requestHeaders.inputValue()) !== '';
  expect([sent, shown]).toEqual([kept, kept]);
});

test('Back and Forward restore the options, and so does a reload', async ({ page, baseURL }) => {
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.delayOn.click();
  await expect(page).toHaveURL('/docs/502?delay=2s');
  await panel.method.selectOption('POST');
  await expect(page).toHaveURL('/docs/502?method=POST&delay=2s');
  // What is typed changes the entry that is there, so that Back isn't a way through every pause.
  await panel.request.click();
  await panel.requestHeaders.fill('X-Trace: 1');
  await expect(page).toHaveURL('/docs/502?method=POST&delay=2s&request-header=X-Trace:1');

  await page.goBack();
  await expect(page).toHaveURL('/docs/502?delay=2s');
  await expect(panel.option('request-header').field).toHaveValue('');
  await expect(panel.method).toHaveValue('GET');
  await expect(panel.requestMethod).toHaveText('GET');
  await expect(panel.delay).toHaveValue('2s');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=2s`);
  await page.goBack();
  await expect(panel.delayOn).not.toBeChecked();
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502`);
  await expect(page).toHaveURL('/docs/502');
  for (let n = 0; n < 2; n += 1) await page.goForward();
  await expect(panel.option('request-header').field).toHaveValue('X-Trace: 1');
  await expect(panel.requestMethod).toHaveText('POST');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=2s`);
  await expect(page).toHaveURL('/docs/502?method=POST&delay=2s&request-header=X-Trace:1');

  await page.reload();
  await expect(panel.method).toHaveValue('POST');
  await expect(panel.delay).toHaveValue('2s');
  await expect(panel.option('request-header').field).toHaveValue('X-Trace: 1');
  // Asleep, the browser's own Back restores the page of that address.
  await page.goBack();
  await expect(page).toHaveURL('/docs/502?delay=2s');
  await expect(panel.option('request-header').field).toHaveValue('');
  await expect(panel.requestMethod).toHaveText('GET');
});

test('a value that is invalid stays, with its error beside the help', async ({ page, baseURL }) => {
  await open(page, '/docs/502?delay=300ms');
  const panel = panelOf(page);
  const { error, hint, field } = panel.option('delay');
  const help = await hint.innerText();
  const calls: string[] = [];
  page.on('request', (request) => new URL(request.url()).pathname === '/502' && calls.push(request.url()));
  const expectError = async () => {
    await expect(field).toHaveValue('5');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(error).toContainText('5ms or 5s');
    await expect(error).toBeVisible();
    await expect(hint).toBeVisible();
    await expect(hint).toHaveText(help);
    await expect(field).toHaveAccessibleDescription(/5ms or 5s/);
    // The call goes without it.
    await expect(panel.requestAddress).toHaveText(`${baseURL}/502`);
    await expect(page).toHaveURL('/docs/502?delay=5');
  };
  await field.fill('5');
  await expectError();
  await expect(announcerOf(page)).toContainText('5ms or 5s');
  await panel.tryLive.click();
  await expect(field).toBeFocused();
  await expect(announcerOf(page)).toContainText('Nothing was sent');
  expect(calls).toEqual([]);
  await page.reload();
  await expectError();
  await open(page, '/docs/502?delay=5');
  await panel.method.selectOption('POST');
  await expect(page).toHaveURL('/docs/502?method=POST&delay=5');
  await expect(field).toHaveValue('5');
  await expect(error).toContainText('5ms or 5s');
  await field.fill('5s');
  await expect(error).toBeEmpty();
  await expect(field).not.toHaveAttribute('aria-invalid');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=5s`);
});
