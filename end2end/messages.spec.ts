// The error messages of a page: found by product, by words and by a whole pasted line.

import type { Page } from '@playwright/test';
import { expect, open, test } from './fixtures';

const messagesOf = (page: Page) => page.getByRole('region', { name: 'Error Messages' });
const filterOf = (page: Page) => messagesOf(page).getByRole('searchbox', { name: 'Filter the error messages' });

test('a page leads from its top to the messages', async ({ page }) => {
  await page.goto('/docs/502');
  await page.getByRole('link', { name: /^Find it among \d+$/ }).click();
  await expect(page).toHaveURL('/docs/502#messages');
  await expect(messagesOf(page).getByRole('heading', { name: 'Error Messages' })).toBeInViewport();
});

test('a product is found by its name and opens', async ({ page }) => {
  await open(page, '/docs/502');
  const messages = messagesOf(page);
  await expect(messages.locator('details[open]')).toHaveCount(0);
  await filterOf(page).fill('haproxy');
  await expect(messages.locator('#messages-haproxy')).toHaveAttribute('open');
  await expect(messages.locator('#messages-vercel')).toBeHidden();
  await filterOf(page).fill('');
  await expect(messages.locator('details[open]')).toHaveCount(0);
  await expect(messages.locator('#messages-nginx > summary')).toBeVisible();
});

test('a whole line of a log finds its message, whatever else is in it', async ({ page }) => {
  await open(page, '/docs/502');
  const line =
    '2026/11/30 03:10:15 [error] 29#29: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: shop.example, request: "GET /orders HTTP/1.1", upstream: "http://10.0.0.4:8080/orders"';
  await filterOf(page).fill(line);
  const found = messagesOf(page).locator('li:visible');
  await expect(messagesOf(page).getByRole('status')).toHaveText(/^[1-3] of \d+ messages match$/);
  await expect(found.filter({ hasText: 'connect() failed (111: Connection refused) while connecting to upstream' }).first()).toBeVisible();
});

test('when nothing matches, the page says what to try', async ({ page }) => {
  await open(page, '/docs/502');
  await filterOf(page).fill('no such message at all');
  await expect(messagesOf(page).locator('li:visible')).toHaveCount(0);
  await expect(messagesOf(page).getByRole('status')).toHaveText(/^0 of \d+ messages match$/);
  await expect(messagesOf(page).getByRole('link', { name: 'Who Sent It?' })).toBeVisible();
});

test('few messages are open and need no filter', async ({ page }) => {
  await page.goto('/docs/204');
  await expect(messagesOf(page).locator('details:not([open])')).toHaveCount(0);
  await expect(filterOf(page)).toHaveCount(0);
});
