// Try It Live: what a reader sees while the call is under way and after it.

import { announcerOf, expect, open, panelOf, test } from './fixtures';

test('a delay is counted down, and Cancel stops the call', async ({ page }) => {
  await open(page, '/docs/503?delay=20s');
  const panel = panelOf(page);
  await expect(panel.cancel).toBeHidden();
  await panel.tryLive.click();
  await expect(panel.countdown).toHaveText(/^1\d\.\d s left$/);
  await expect(panel.progress).toBeVisible();
  const stopped = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/503?delay=20s'));
  await panel.cancel.click();
  expect((await stopped).failure()?.errorText).toBe('net::ERR_ABORTED');
  await expect(panel.status).toHaveText('Cancelled');
  await expect(panel.note).toContainText('You cancelled the call');
  await expect(panel.cancel).toHaveCount(0);
  await expect(panel.countdown).toHaveCount(0);
  await expect(panel.tryLive, 'focus is not lost with the button').toBeFocused();
  await expect(announcerOf(page)).toHaveText(/^Cancelled after \d/);
});

test('Escape stops the call too', async ({ page }) => {
  await open(page, '/docs/503?delay=20s');
  const panel = panelOf(page);
  await panel.tryLive.press('Enter');
  await expect(panel.status).toHaveText('Waiting');
  const stopped = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/503?delay=20s'));
  await page.keyboard.press('Escape');
  expect((await stopped).failure()?.errorText).toBe('net::ERR_ABORTED');
  await expect(panel.status).toHaveText('Cancelled');
  await expect(panel.tryLive).toBeFocused();
});

test('a delayed response says how long it took', async ({ page, announce }) => {
  announce('/503?delay=300ms');
  await open(page, '/docs/503?delay=300ms');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('503 Service Unavailable');
  await expect(panel.cancel).toBeHidden();
  const [took = '', size] = await panel.facts.allInnerTexts();
  expect(took).toMatch(/^\d+ ms$/);
  expect(Number.parseInt(took)).toBeGreaterThanOrEqual(300);
  expect(size).toBe(`${(await panel.bodyText.innerText()).length} B`);
  await expect(panel.stages).toHaveText(['Sent', /^Head after \d+ ms$/, `Body of ${size} after ${took}`]);
  await expect(announcerOf(page)).toHaveText(`503 Service Unavailable, ${took}, ${size}.`);
});

test('an option that changes leaves the response marked as the call before', async ({ page, announce }) => {
  announce('/502');
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('502 Bad Gateway');
  await expect(panel.previous).toBeHidden();
  await panel.method.selectOption('PUT');
  await expect(panel.previous).toBeVisible();
  await expect(panel.previous).toHaveText('From the previous call');
  await expect(panel.status).toHaveText('502 Bad Gateway');
  await panel.tryLive.click();
  await expect(panel.previous).toBeHidden();
  await expect(panel.status).toHaveText('502 Bad Gateway');
});

test('nothing jumps during a second call', async ({ page, announce }) => {
  announce('/502');
  announce('/502?delay=2s');
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('502 Bad Gateway');
  await panel.response.evaluate((response) => {
    const heights: number[] = [];
    new ResizeObserver(() => heights.push(response.getBoundingClientRect().height)).observe(response);
    Object.assign(window, { heights });
  });
  const heights = () => page.evaluate(() => (window as unknown as { heights: number[] }).heights);
  await expect.poll(heights).toHaveLength(1);
  const [before] = await heights();

  // The response to HEAD has no body, so one as high as its text would shrink twice.
  await panel.method.selectOption('HEAD');
  await panel.delayOn.check();
  await panel.delay.fill('2s');
  await expect(panel.requestAddress).toContainText('delay=2s');
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('Waiting');
  await expect(panel.status).toHaveText('502 Bad Gateway');
  expect(new Set(await heights())).toEqual(new Set([before]));
});

test('every header is listed, and the body is there coloured and raw', async ({ page, announce }) => {
  announce('/429');
  // DevTools do not always keep what a page read piece by piece.
  await page.addInitScript(() => {
    const { fetch } = window;
    window.fetch = async (...call) => {
      const response = await fetch(...call);
      Object.assign(window, { sent: response.clone().text() });
      return response;
    };
  });
  await open(page, '/docs/429');
  const panel = panelOf(page);
  const [response] = await Promise.all([page.waitForResponse('/429'), panel.tryLive.click()]);
  await expect(panel.status).toHaveText('429 Too Many Requests');
  const coloured = await panel.bodyText.innerText();
  await expect(panel.bodyText.locator('.hl-prop')).not.toHaveCount(0);
  await panel.raw.click();
  await expect(panel.raw).toHaveAttribute('aria-pressed', 'true');
  await expect(panel.bodyText.locator('.hl-prop')).toHaveCount(0);
  const text = await page.evaluate(() => (window as unknown as { sent: Promise<string> }).sent);
  expect(text).toContain('/429');
  expect(await panel.bodyText.innerText()).toBe(text);
  expect(coloured, 'the mock sends JSON as it is shown').toBe(text);

  await panel.bodyTab.press('ArrowRight');
  await expect(panel.headers).toBeVisible();
  await expect(panel.body).toBeHidden();
  const rows = await panel.headers.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.firstChild?.textContent)));
  const sent = Object.entries(await response.allHeaders());
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(sent));
  expect(sent.map(([name]) => name)).toContain('retry-after');
  await expect(panel.headersTab).toHaveText(`Headers ${sent.length}`);
  const explained = panel.headers.getByRole('row', { name: /^retry-after / }).getByRole('link', { name: 'RFC' });
  await expect(explained).toHaveAttribute('href', /^(\/|https:)/);
});

test('301 says that the browser followed', async ({ page, baseURL }) => {
  await open(page, '/docs/301');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('200 OK');
  await expect(panel.note).toContainText('The browser followed the redirect');
  await expect(panel.note).toContainText(`It ended at ${baseURL}/200.`);
  await expect(panel.wireTab).toHaveAttribute('aria-selected', 'true');
  await expect(panel.wire).toContainText('HTTP/1.1 301 Moved Permanently');
  await panel.browserTab.click();
  await expect(panel.bodyText).toContainText('"status": 200');
  await expect(panel.wire).toBeHidden();
});

test('407 says in words that no status arrives', async ({ page, announce }) => {
  announce('/407', 'net::ERR_UNEXPECTED_PROXY_AUTH');
  // The page starts with a header that only Wire can send.
  await open(page, '/docs/407?method=GET');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('No response');
  await expect(panel.note).toContainText('the browser reports a network error');
  await expect(panel.wire).toContainText('HTTP/1.1 407 Proxy Authentication Required');
});

test('401 opens no login box', async ({ page, announce }) => {
  announce('/401');
  await open(page, '/docs/401');
  const panel = panelOf(page);
  const [response] = await Promise.all([page.waitForResponse('/401'), panel.tryLive.click()]);
  expect(response.headers()['www-authenticate']).toMatch(/^Bearer /);
  await expect(panel.status).toHaveText('401 Unauthorized');
});

for (const [address, status] of [
  ['/docs/204', '204 No Content'],
  ['/docs/205', '205 Reset Content'],
  ['/docs/304', '304 Not Modified'],
  ['/docs/502?method=HEAD', '502 Bad Gateway'],
] as const) {
  test(`${address} responds without a body`, async ({ page, announce }) => {
    announce('/502');
    await open(page, address);
    const panel = panelOf(page);
    await panel.tryLive.click();
    await expect(panel.status).toHaveText(status);
    await expect(panel.facts).toHaveText([/ ms$/, '0 B']);
    await panel.browserTab.click();
    // Its one line is above the headers, which take the place.
    await expect(panel.headers).toContainText('The response has no body.');
    await panel.bodyTab.click();
    await expect(panel.body).toHaveText('The response has no body.');
    await expect(panel.raw).toHaveCount(0);
  });
}

test('every method is sent as chosen', async ({ page, announce }) => {
  announce('/502');
  await open(page, '/docs/502');
  const panel = panelOf(page);
  const methods = await panel.method.locator('option').allInnerTexts();
  expect(methods).toEqual(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);
  // fetch can't send TRACE, so Wire does.
  for (const method of methods.filter((method) => method !== 'TRACE')) {
    await panel.method.selectOption(method);
    await expect(panel.requestMethod).toHaveText(method);
    const [request] = await Promise.all([page.waitForRequest('/502'), panel.tryLive.click()]);
    expect(request.method()).toBe(method);
    await expect(panel.response).toHaveAttribute('data-state', 'done');
    await expect(panel.status).toHaveText('502 Bad Gateway');
  }
});

for (const fault of ['bad-gzip', 'bad-chunk', 'truncate', 'truncate:0', 'reset', 'close', 'garbage']) {
  test(`fetch fails on fault=${fault}, whatever the body`, async ({ page, announce }) => {
    await open(page, '/');
    for (const body of ['', '&body=hello', '&format=xml', '&format=html']) {
      const address = `/200?fault=${fault}${body}`;
      announce(address, '');
      const text = await page.evaluate((address) => fetch(address).then((response) => response.text()).catch(() => null), address);
      expect(text, address).toBeNull();
    }
  });
}
