// What is changed while a call is on its way, or after it: the response stays that of its own call, and the focus stays where it is.

import { expect, open, panelOf, test } from './fixtures';

test('Wire shows the call that was made, not the options of now', async ({ page, announce }) => {
  announce('/502');
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('502 Bad Gateway');
  await panel.delayOn.check();
  await expect(panel.requestAddress).toHaveText(/delay=2s$/);
  await panel.wireTab.click();
  const request = panel.events.filter({ hasText: '→ Request' });
  await expect(request).toContainText('GET /502 HTTP/1.1');
  await expect(page.locator('.previous')).toBeVisible();
});

test('a response is from the previous call if an option was changed while it was on its way', async ({ page, announce }) => {
  announce('/502?delay=1s');
  await open(page, '/docs/502?delay=1s');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await panel.method.selectOption('PUT');
  await expect(panel.requestMethod).toHaveText('PUT');
  await expect(panel.status).toHaveText('502 Bad Gateway');
  await expect(page.locator('.previous')).toBeVisible();
});

test('Tab out of a field that was edited keeps the focus', async ({ page }) => {
  await open(page, '/docs/502?delay=6s');
  const panel = panelOf(page);
  await panel.delay.fill('3s');
  await panel.delay.press('Tab');
  const focused = page.locator(':focus');
  const before = await focused.evaluate((element) => element.outerHTML);
  await expect(panel.requestAddress).toHaveText(/delay=3s$/);
  await expect(focused).toHaveCount(1);
  expect(await focused.evaluate((element) => element.outerHTML)).toBe(before);
});

test('Escape stops a burst, and a second one has to wait', async ({ page, announceAll }) => {
  announceAll();
  await open(page, '/docs/503?call=random/200,503&delay=300ms');
  const panel = panelOf(page);
  const send = panel.panel.getByRole('button', { name: 'Send all' });
  await send.click();
  await expect(panel.panel.locator('.burst-chart svg')).toBeVisible();
  await send.click();
  await expect(page.locator('#announcer')).toHaveText(/Stop them first/);
  await page.keyboard.press('Escape');
  await expect(panel.panel.locator('.burst-chart')).toContainText('You stopped it.');
});

test('an invalid method or way to sign in sends nothing', async ({ page, announce }) => {
  for (const query of ['method=FOO', 'request-auth=digest']) {
    announce(`/docs/401?${query}`, 400);
    await open(page, `/docs/401?${query}`);
    const panel = panelOf(page);
    await panel.tryLive.click();
    await expect(page.locator('#announcer')).toHaveText(/Nothing was sent/);
    await expect(panel.response).toHaveAttribute('data-state', 'idle');
  }
});
