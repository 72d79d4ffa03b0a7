// Moving around: contents, headings, neighbors, and calls that are made in place.

import { DESKTOP, announcerOf, expect, open, test } from './fixtures';

test.use({ viewport: DESKTOP });

test('the contents follow the reader, and a heading copies its link', async ({ page, context, baseURL }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, '/docs/502');
  const contents = page.getByRole('list', { name: 'On this page' });
  await contents.getByRole('link', { name: 'Who Sent It?' }).click();
  await expect(page).toHaveURL('/docs/502#who-sent-it');
  await expect(contents.locator('[aria-current]')).toHaveText('Who Sent It?');
  await page.locator('#use-cases').scrollIntoViewIfNeeded();
  await page.locator('#clients').evaluate((section) => section.scrollIntoView());
  await expect(contents.locator('[aria-current]')).toHaveText('How Clients React');
  await page.getByRole('heading', { name: 'How to Fix It' }).getByRole('link').click();
  await expect(page).toHaveURL('/docs/502#fix');
  await expect(announcerOf(page)).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${baseURL}/docs/502#fix`);
});

test('status, class, article and manual have the list with themselves in view', async ({ page }) => {
  for (const address of ['/docs/451', '/docs/vendors', '/docs/timeouts', '/docs/mock', '/docs']) {
    await open(page, address);
    const current = page.getByRole('navigation', { name: 'Status codes' }).locator('[aria-current=page]');
    await expect(current, address).toBeInViewport();
    await expect(page.locator('input[name=q]'), address).toBeVisible();
  }
});

test('from a code to its neighbors, its class and the list of all pages', async ({ page }) => {
  await open(page, '/docs/502');
  const turn = page.getByRole('navigation', { name: 'Previous and next page' });
  await turn.getByRole('link', { name: '503 Service Unavailable' }).click();
  await expect(page).toHaveURL('/docs/503');
  await turn.getByRole('link', { name: '502 Bad Gateway' }).click();
  await expect(page).toHaveURL('/docs/502');
  const crumbs = page.getByRole('navigation', { name: 'Breadcrumb' });
  await crumbs.getByRole('link', { name: '5xx Server Error' }).click();
  await expect(page).toHaveURL('/docs/5xx');
  await page.goto('/docs/502');
  await crumbs.getByRole('link', { name: 'All pages' }).click();
  await expect(page).toHaveURL('/docs');
  await page.getByRole('main').getByRole('link', { name: '401 or 403?' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('401 or 403?');
  await page.getByRole('main').getByRole('link', { name: /^403 Forbidden/ }).click();
  await expect(page.getByRole('list').getByRole('link', { name: '401 or 403?' })).toBeVisible();
});

test('the front page makes its call in place: a 503, then a 200', async ({ page, announce }) => {
  announce('/sequence/503,200?loop=1', 503);
  await open(page, '/');
  const call = page.locator('.live-call');
  await expect(call.locator('.steps li')).toHaveCount(2);
  for (const status of ['503 Service Unavailable', '200 OK']) {
    await call.getByRole('button', { name: 'Try It Live' }).click();
    await expect(call.locator('.pill')).toHaveText(status);
    await expect(call.locator('.demo-response pre')).toContainText(`"status": ${status.slice(0, 3)}`);
  }
  await expect(page).toHaveURL('/');
});

test('an article and the manual make their calls in place, also those without a response', async ({ page, announceAll }) => {
  announceAll();
  await open(page, '/docs/no-status');
  const first = page.locator('leptos-island:has(.demo)').first();
  await first.getByRole('button', { name: 'Try It Live' }).click();
  await expect(first.locator('.pill')).toHaveText(/^(No response|\d{3} )/);
  await expect(page).toHaveURL('/docs/no-status');
  await open(page, '/docs/mock');
  const option = page.locator('#option-delay');
  await option.getByRole('button', { name: 'Try It Live' }).click();
  await expect(option.locator('.pill')).toHaveText(/^\d{3} /);
});
