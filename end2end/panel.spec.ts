// The panel of a status's page: options, examples, presets, tabs.

import { readFile } from 'node:fs/promises';
import { LANGUAGES, announcerOf, awake, codeOf, expect, open, panelOf, test } from './fixtures';

test('method and delay change request line, examples, body and address', async ({ page, baseURL }) => {
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.method.selectOption('POST');
  await panel.delayOn.check();
  await expect(panel.delay).toHaveValue('2s');
  await expect(panel.delayOn).toBeFocused();
  await expect(panel.requestMethod).toHaveText('POST');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=2s`);
  await expect(page).toHaveURL('/docs/502?method=POST&delay=2s');
  for (const id of LANGUAGES) {
    const code = page.locator(`#code-${id}`);
    await expect(code).toContainText(`${baseURL}/502?delay=2s`);
    await expect(code).toContainText(/post/i);
  }
  const body = JSON.parse((await page.locator('#response-body').textContent()) ?? '');
  expect(body.request).toEqual({ method: 'POST', url: '/502?delay=2s', fullUrl: `${baseURL}/502?delay=2s` });

  await page.reload();
  await awake(page);
  await expect(panel.method).toHaveValue('POST');
  await expect(panel.delay).toHaveValue('2s');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=2s`);

  await panel.delayOn.uncheck();
  await expect(panel.delay).toBeHidden();
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502`);
  await expect(page).toHaveURL('/docs/502?method=POST');
});

test('another client of a language is shown in place, and stays in the address', async ({ page }) => {
  await open(page, '/docs/502?lang=python');
  const panel = panelOf(page);
  const navigations: string[] = [];
  page.on('request', (request) => request.isNavigationRequest() && navigations.push(request.url()));
  await expect(panel.example).toContainText('import requests');
  await panel.panel.getByRole('link', { name: 'HTTPX' }).click();
  await expect(panel.example).toContainText('import httpx');
  await expect(page).toHaveURL('/docs/502?lang=python.httpx');
  await expect(page.locator('#tab-python')).toBeFocused();
  await panel.panel.getByRole('checkbox', { name: 'Retry' }).check();
  await expect(panel.example).toContainText('stop_after_attempt(5)');
  await expect(page).toHaveURL('/docs/502?lang=python.httpx&with=retry');
  await page.goBack();
  await page.goBack();
  await expect(panel.example).toContainText('import requests');
  expect(navigations).toEqual([]);
  await page.goto('/docs/502?lang=php.guzzle');
  await expect(panel.example).toContainText('composer require guzzlehttp/guzzle');
});

test('switches change the code, and stay in the address', async ({ page, announce }) => {
  await open(page, '/docs/502');
  const panel = panelOf(page);
  const timeout = panel.panel.getByRole('checkbox', { name: 'Timeout (5 s)' });
  const check = panel.panel.getByRole('checkbox', { name: 'Fail on an error status' });
  await timeout.check();
  await expect(panel.example).toContainText('--max-time 5');
  await expect(timeout).toBeFocused();
  await check.check();
  await expect(panel.example).toContainText('--fail-with-body');
  await expect(page).toHaveURL('/docs/502?with=timeout,check');
  await page.reload();
  await awake(page);
  await expect(check).toBeChecked();
  await expect(panel.example).toContainText('--fail-with-body');
  await check.uncheck();
  await expect(panel.example).not.toContainText('--fail-with-body');
  await expect(page).toHaveURL('/docs/502?with=timeout');
  await page.goBack();
  await expect(check).toBeChecked();
  await expect(panel.example).toContainText('--fail-with-body');

  announce('/docs/502?with=sleep', 400);
  await page.goto('/docs/502?with=sleep');
  await expect(panel.panel.locator('#error-with')).toHaveText('with=sleep isn\'t something that examples do. Use timeout, retry, check, follow, conditional, test.');
});

test('an option that is switched on starts with a value', async ({ page, baseURL }) => {
  await open(page, '/docs/429');
  const panel = panelOf(page);
  await panel.moreOptions.click();
  for (const [name, address] of [
    ['delay', /\/429\?delay=2s$/],
    ['fault', /\/429\?.*\bfault=reset\b/],
    ['limit', /\/429\?.*\bkey=\w{16}\b/],
  ] as const) {
    const { on, field } = panel.option(name);
    await on.check();
    await expect(panel.requestAddress).toHaveText(address);
    await expect(field).toBeVisible();
    await expect(field).not.toHaveValue('');
    await expect(on).toBeFocused();
  }
  await expect(page).toHaveURL(new URL((await panel.requestAddress.innerText()).replace(/.*\/429/, '/docs/429'), baseURL).href);
});

test('Back and Forward go through the changes', async ({ page, baseURL }) => {
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.delayOn.check();
  await expect(page).toHaveURL('/docs/502?delay=2s');
  await panel.method.selectOption('PUT');
  await expect(page).toHaveURL('/docs/502?method=PUT&delay=2s');

  await page.goBack();
  await expect(page).toHaveURL('/docs/502?delay=2s');
  await expect(panel.method).toHaveValue('GET');
  await expect(panel.requestMethod).toHaveText('GET');
  await page.goBack();
  await expect(page).toHaveURL('/docs/502');
  await expect(panel.delayOn).not.toBeChecked();
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502`);
  await page.goForward();
  await expect(panel.delay).toHaveValue('2s');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=2s`);
});

test('a delay that is none is explained at its field, and the call goes without it', async ({ page, baseURL, announce }) => {
  announce('/docs/502/panel', 400);
  await open(page, '/docs/502?method=POST&delay=1s');
  const panel = panelOf(page);
  for (const [value, words] of [
    ['5', '5ms or 5s?'],
    ['soon', 'a time'],
    ['99s', '30s'],
  ] as const) {
    await panel.delay.fill(value);
    await expect(panel.delay).toHaveAttribute('aria-invalid', 'true');
    await expect(panel.delay).toHaveAccessibleDescription(new RegExp(words.replace('?', '\\?')));
    await expect(panel.option('delay').error).toBeVisible();
    await expect(panel.option('delay').hint).toBeVisible();
    await expect(announcerOf(page)).toHaveText(await panel.option('delay').error.innerText());
    await expect(panel.delay).toHaveValue(value);
    await expect(panel.delay).toBeFocused();
    await expect(panel.method).toHaveValue('POST');
    await expect(panel.requestAddress).toHaveText(`${baseURL}/502`);
    await expect(panel.example).toContainText(`${baseURL}/502`);
    await expect(panel.example).not.toContainText('delay');
    await expect(page).toHaveURL(`/docs/502?method=POST&delay=${value}`);
  }

  const calls: string[] = [];
  page.on('request', (request) => calls.push(new URL(request.url()).pathname));
  await panel.tryLive.click();
  await expect(panel.delay).toBeFocused();
  await expect(announcerOf(page)).toHaveText(/^Nothing was sent/);
  expect(calls).not.toContain('/502');

  announce('/docs/502?method=POST&delay=99s', 400);
  await page.reload();
  await awake(page);
  await expect(panel.delay).toHaveValue('99s');
  await expect(panel.option('delay').error).toBeVisible();

  await panel.delay.fill('5s');
  await expect(panel.option('delay').error).toBeHidden();
  await expect(panel.delay).not.toHaveAttribute('aria-invalid');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=5s`);
});

test('words about a bad delay are sentences', async ({ page, announce }) => {
  announce('/docs/502/panel', 400);
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.delayOn.check();
  await panel.delay.fill('5');
  await expect(panel.option('delay').error).toHaveText(/[^?!.][?!.]$/);
});

test('a use case fills the panel, and one without options empties it', async ({ page, baseURL }) => {
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await page.locator('[data-preset="delay=2s"]').first().click();
  await expect(panel.delayOn).toBeChecked();
  await expect(panel.delay).toHaveValue('2s');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502?delay=2s`);
  await expect(panel.tryLive).toBeInViewport();
  await page.locator('[data-preset="method=POST"]').first().click();
  await expect(panel.method).toHaveValue('POST');
  await expect(panel.requestAddress).toHaveText(`${baseURL}/502`);
  await page.locator('[data-preset=""]').first().click();
  await expect(panel.requestMethod).toHaveText('GET');
  await expect(page).toHaveURL('/docs/502');
});

test('tabs go by keyboard', async ({ page }) => {
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.tab('curl').focus();
  for (const [key, name, id] of [
    ['ArrowRight', 'JavaScript', 'javascript'],
    ['End', 'Export', 'export'],
    ['ArrowRight', 'curl', 'curl'],
    ['ArrowLeft', 'Export', 'export'],
    ['Home', 'curl', 'curl'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(panel.tab(name)).toBeFocused();
    await expect(panel.tab(name)).toHaveAttribute('aria-selected', 'true');
    await expect(page.locator('.examples [aria-selected="true"]')).toHaveCount(1);
    await expect(panel.example).toHaveId(`example-${id}`);
  }
});

test('one press of Tab leaves the tabs of a page that was just opened', async ({ page }) => {
  await open(page, '/docs/502');
  await panelOf(page).tab('curl').focus();
  await page.keyboard.press('Tab');
  await expect(panelOf(page).example.getByRole('button', { name: 'Copy the request' })).toBeFocused();
});

test('the language is kept on the next page and there from the first paint', async ({ page }) => {
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.tab('Ruby').click();
  await expect(page).toHaveURL('/docs/502?lang=ruby');

  // The next page gets its wasm only after it was looked at.
  let wake = () => {};
  const looked = new Promise<void>((done) => (wake = done));
  await page.route('**/*.wasm', async (route) => {
    await looked;
    await route.continue();
  });
  await page.goto('/docs/404', { waitUntil: 'domcontentloaded' });
  await expect(page.locator('html')).toHaveAttribute('data-lang', 'ruby');
  await expect(panel.example).toHaveId('example-ruby');
  await expect(page.locator('[data-awake]')).toHaveCount(0);
  wake();
  await awake(page);
  await expect(panel.tab('Ruby')).toHaveAttribute('aria-selected', 'true');
  await expect(panel.example).toHaveId('example-ruby');

  await open(page, '/docs/404?lang=go');
  await expect(panel.example).toHaveId('example-go');
  await expect(panel.tab('Go')).toHaveAttribute('aria-selected', 'true');
});

test('another client is kept on the next page, and its tab is in sight on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await open(page, '/docs/502?lang=export');
  const panel = panelOf(page);
  await page.getByRole('tablist', { name: 'Language' }).scrollIntoViewIfNeeded();
  await expect(panel.tab('Export')).toBeInViewport({ ratio: 1 });
  await panel.panel.getByRole('link', { name: 'Playwright', exact: true }).click();
  await expect(panel.example).toContainText('mockStatus');
  await expect(panel.tab('Export')).toBeInViewport({ ratio: 1 });
  await page.goto('/docs/404#fix');
  await expect(page).toHaveURL('/docs/404?lang=export.playwright#fix');
  await expect(panel.example).toContainText('mockStatus');
});

test('the chosen language outlives a change of options', async ({ page, baseURL }) => {
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.tab('PHP').click();
  await panel.method.selectOption('PUT');
  await expect(panel.example).toContainText("'PUT'");
  await expect(panel.example).toHaveId('example-php');
  await expect(panel.tab('PHP')).toHaveAttribute('aria-selected', 'true');
  await expect(page).toHaveURL(`${baseURL}/docs/502?method=PUT&lang=php`);
});

test('the download is the text shown', async ({ page }) => {
  await open(page, '/docs/502?lang=python');
  const panel = panelOf(page);
  await panel.method.selectOption('DELETE');
  await expect(panel.example).toContainText('requests.delete');
  const [download] = await Promise.all([page.waitForEvent('download'), panel.example.getByRole('link', { name: 'Download' }).click()]);
  expect(download.suggestedFilename()).toBe('status.py');
  expect(await readFile(await download.path(), 'utf8')).toBe(`${await codeOf(panel.example)}\n`);
});
