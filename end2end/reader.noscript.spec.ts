// The same site without JavaScript.

import { PHONE, expect, panelOf, test } from './fixtures';

test('options are applied by the form', async ({ page, baseURL }) => {
  await page.goto('/docs/502');
  const panel = panelOf(page);
  await panel.method.selectOption('POST');
  await panel.delayOn.check();
  await panel.delay.fill('300ms');
  await panel.apply.click();
  await expect(page).toHaveURL('/docs/502?method=POST&delay=300ms');
  await expect(panel.requestMethod).toHaveText('POST');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=300ms`);
  await expect(panel.example).toContainText(`curl -i -X POST '${baseURL}/502?delay=300ms'`);
});

test('switches change the code by the form', async ({ page }) => {
  await page.goto('/docs/502');
  const panel = panelOf(page);
  await panel.panel.getByRole('checkbox', { name: 'Timeout (5 s)' }).check();
  await panel.panel.getByRole('button', { name: 'Update the code' }).click();
  await expect(page).toHaveURL('/docs/502?with=timeout');
  await expect(panel.example).toContainText('--max-time 5');
  await expect(panel.panel.getByRole('checkbox', { name: 'Timeout (5 s)' })).toBeChecked();
});

test('an option that is switched off is gone', async ({ page, baseURL }) => {
  await page.goto('/docs/502?delay=300ms');
  const panel = panelOf(page);
  await panel.delayOn.uncheck();
  await panel.apply.click();
  await expect(page).toHaveURL('/docs/502');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502`);
});

test('a delay that is none comes back with words at its field', async ({ page, announce }) => {
  announce('/docs/502?method=POST&delay=5', 400);
  await page.goto('/docs/502?method=POST');
  const panel = panelOf(page);
  await panel.delayOn.check();
  await panel.delay.fill('5');
  await panel.apply.click();
  await expect(panel.delay).toHaveValue('5');
  await expect(panel.delay).toHaveAccessibleDescription(/5ms or 5s\?/);
  await expect(panel.method).toHaveValue('POST');
});

test('tabs are links that keep the options', async ({ page, baseURL }) => {
  await page.goto('/docs/502?method=POST&delay=300ms');
  const panel = panelOf(page);
  await panel.tab('Python').click();
  await expect(page).toHaveURL('/docs/502?method=POST&delay=300ms&lang=python');
  await expect(panel.example).toContainText(`requests.post('${baseURL}/502?delay=300ms')`);
  await panel.apply.click();
  await expect(page).toHaveURL('/docs/502?method=POST&delay=300ms&lang=python');
});

for (const method of ['GET', 'POST']) {
  test(`Try It Live opens the ${method} with its delay`, async ({ page, announce }) => {
    announce('/502?delay=300ms');
    await page.goto(`/docs/502?method=${method}&delay=300ms`);
    const [response] = await Promise.all([page.waitForResponse('/502?delay=300ms'), panelOf(page).tryLive.click()]);
    expect(response.request().method()).toBe(method);
    expect(response.status()).toBe(502);
    await expect(page).toHaveURL('/502?delay=300ms');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('502');
    await expect(page.locator('body')).toContainText(`"method": "${method}"`);
  });
}

test('the search is answered by the server', async ({ page }) => {
  await page.goto('/');
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('gateway');
  await search.press('Enter');
  await expect(page).toHaveURL('/?q=gateway');
  await expect(search).toHaveValue('gateway');
  const results = page.getByRole('region', { name: 'Results' });
  await expect(results.getByRole('link', { name: /^(502|504) / })).toHaveCount(2);
  await search.fill('502');
  await search.press('Enter');
  await expect(page).toHaveURL('/docs/502');
});

test('on a phone the list of codes is a drawer', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/docs/502');
  const codes = page.getByRole('navigation', { name: 'Status codes' });
  await expect(codes).toBeHidden();
  await page.getByRole('button', { name: 'Status codes' }).click();
  await expect(codes).toBeInViewport();
  await codes.getByRole('link', { name: /^503 / }).click();
  await expect(page).toHaveURL('/docs/503');
  await expect(codes).toBeHidden();
});

test('nothing is loaded or offered that needs a script', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.goto('/docs/502');
  for (const name of [/^Copy /, /^Cancel$/, /^Dark theme$/]) {
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  }
  await expect(page.locator('.panel')).toContainText('The button opens the call itself.');
  await expect(page.locator(':is(.needs-js, .needs-wasm):visible')).toHaveCount(0);
  // Chromium warns in the console of what was fetched ahead and never used.
  expect(loaded.filter((url) => /\.(js|wasm)$/.test(url))).toEqual([]);
});

test('error messages unfold, and no filter is promised', async ({ page }) => {
  await page.goto('/docs/502');
  const messages = page.getByRole('region', { name: 'Error Messages' });
  await expect(messages.getByRole('searchbox')).toBeHidden();
  const fold = messages.locator('#messages-nginx');
  await fold.locator('summary').click();
  // Playwright finds no text within <noscript>.
  await expect(fold.locator('code', { hasText: 'connect() failed (111: Connection refused)' }).first()).toBeVisible();
});

test('a pasted line of a log is found, with a link to its message', async ({ page }) => {
  await page.goto('/');
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('2026/11/30 03:10:15 [error] 7#7: *1 upstream timed out (110: Connection timed out) while reading response header from upstream');
  await search.press('Enter');
  const first = page.getByRole('region', { name: 'Results' }).getByRole('link').first();
  await expect(first).toHaveText(/^504 Gateway Timeout/);
  await first.click();
  await expect(page).toHaveURL('/docs/504#messages-nginx');
});
