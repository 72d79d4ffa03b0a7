// Try It Live: what a reader sees while the call is under way and after it.

import { expect, open, panelOf, test } from './fixtures';

test('a delay is counted down, and Cancel stops the call', async ({ page }) => {
  await open(page, '/docs/503?delay=20s');
  const panel = panelOf(page);
  await expect(panel.cancel).toBeHidden();
  await panel.tryLive.click();
  await expect(panel.countdown).toHaveText(/^1\d\.\d s left$/);
  await expect(page.getByRole('progressbar')).toBeVisible();
  const stopped = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/503?delay=20s'));
  await panel.cancel.click();
  expect((await stopped).failure()?.errorText).toBe('net::ERR_ABORTED');
  await expect(panel.status).toHaveText('Cancelled');
  await expect(panel.note).toContainText('You cancelled the call');
  await expect(panel.cancel).toBeHidden();
  await expect(panel.countdown).toHaveText('');
});

test('a delayed answer says how long it took', async ({ page, announce }) => {
  announce('/503?delay=300ms');
  await open(page, '/docs/503?delay=300ms');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('503 Service Unavailable');
  await expect(panel.cancel).toBeHidden();
  const took = await panel.response.locator('.time').innerText();
  expect(took).toMatch(/^\d+ ms$/);
  expect(Number.parseInt(took)).toBeGreaterThanOrEqual(300);
  await expect(panel.response.locator('.size')).toHaveText(`${(await panel.body.innerText()).length} B`);
});

test('nothing jumps during a second call', async ({ page, announce }) => {
  announce('/502');
  announce('/502?delay=300ms');
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

  // The answer to HEAD has no body, so that a response as high as its text would shrink twice.
  await panel.method.selectOption('HEAD');
  await panel.delayOn.check();
  await panel.delay.fill('300ms');
  await expect(panel.requestAddress).toContainText('delay=300ms');
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('Waiting');
  await expect(panel.status).toHaveText('502 Bad Gateway');
  expect(Math.min(...(await heights()))).toBeGreaterThanOrEqual(before ?? Infinity);
});

test('every header is listed, and the body is there coloured and raw', async ({ page, announce }) => {
  announce('/429');
  await open(page, '/docs/429');
  const panel = panelOf(page);
  const [answer] = await Promise.all([page.waitForResponse('/429'), panel.tryLive.click()]);
  await expect(panel.status).toHaveText('429 Too Many Requests');
  const coloured = await panel.body.innerText();
  await expect(panel.body.locator('.hl-prop')).not.toHaveCount(0);
  const raw = panel.response.getByRole('button', { name: 'Raw' });
  await raw.click();
  await expect(raw).toHaveAttribute('aria-pressed', 'true');
  await expect(panel.body.locator('.hl-prop')).toHaveCount(0);
  expect(await panel.body.innerText()).toBe(coloured);
  expect(coloured).toBe(await answer.text());

  await panel.response.getByRole('tab', { name: 'Body' }).press('ArrowRight');
  await expect(panel.headers).toBeVisible();
  await expect(panel.body).toBeHidden();
  const rows = await panel.headers.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  const sent = Object.entries(await answer.allHeaders());
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(sent));
  expect(sent.map(([name]) => name)).toContain('retry-after');
  await expect(panel.response.getByRole('tab', { name: `Headers ${sent.length}` })).toBeVisible();
});

test('301 says that the browser followed', async ({ page, baseURL }) => {
  await open(page, '/docs/301');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('200 OK');
  await expect(panel.note).toContainText(`The browser followed the redirect to ${baseURL}/200`);
});

test('407 says in words that no status arrives', async ({ page, announce }) => {
  announce('/407', 'net::ERR_UNEXPECTED_PROXY_AUTH');
  await open(page, '/docs/407');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('No status');
  await expect(panel.note).toContainText('Network error');
});

test('401 opens no login box', async ({ page, announce }) => {
  announce('/401');
  await open(page, '/docs/401');
  const panel = panelOf(page);
  const [answer] = await Promise.all([page.waitForResponse('/401'), panel.tryLive.click()]);
  expect(answer.headers()['www-authenticate']).toMatch(/^Bearer /);
  await expect(panel.status).toHaveText('401 Unauthorized');
});

for (const [address, status] of [
  ['/docs/204', '204 No Content'],
  ['/docs/205', '205 Reset Content'],
  ['/docs/304', '304 Not Modified'],
  ['/docs/502?method=HEAD', '502 Bad Gateway'],
] as const) {
  test(`${address} answers without a body`, async ({ page, announce }) => {
    announce('/502');
    await open(page, address);
    const panel = panelOf(page);
    await panel.tryLive.click();
    await expect(panel.status).toHaveText(status);
    await expect(panel.response.locator('.size')).toHaveText('0 B');
    await expect(panel.body).toHaveText('The answer has no body.');
    await expect(panel.response.getByRole('button', { name: 'Raw' })).toHaveCount(0);
  });
}

test('every method is sent as chosen', async ({ page, announce }) => {
  announce('/502');
  await open(page, '/docs/502');
  const panel = panelOf(page);
  const methods = await panel.method.locator('option').allInnerTexts();
  expect(methods).toEqual(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
  for (const method of methods) {
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
