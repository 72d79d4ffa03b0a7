// From an error message to its page: by keyboard, by touch, and whatever is typed.

import { PHONE, announcerOf, expect, open, searchOf, test } from './fixtures';

const LINE = '2026/11/30 03:10:15 [error] 7#7: *1 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.9';

test('by keyboard alone: Ctrl+K, a pasted line, Enter', async ({ page }) => {
  await open(page, '/');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+k');
  await expect(searchOf(page)).toBeFocused();
  await page.keyboard.insertText(LINE);
  // Enter needs no suggestion to be there.
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/docs\/504#messages-nginx(:~:text=.+)?$/);
  const fold = page.locator('#messages-nginx');
  await expect(fold).toHaveAttribute('open');
  // The entry itself, far down in the fold.
  await expect(fold.getByText('while reading response header from upstream').first()).toBeInViewport();
});

test('suggestions show why, follow the arrow keys, and Escape closes them', async ({ page }) => {
  await open(page, '/docs/418');
  await page.keyboard.press('/');
  await searchOf(page).pressSequentially('bad gatway');
  const box = page.getByRole('combobox', { name: 'Search' });
  const options = page.getByRole('option');
  await expect(options.first()).toContainText('502 Bad Gateway');
  await expect(options.first().locator('mark').first()).toBeVisible();
  await expect(announcerOf(page)).toHaveText(/^\d suggestions\. Enter opens the first\.$/);
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(box).toHaveAttribute('aria-activedescendant', 'suggestion-1');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(box).not.toHaveAttribute('aria-activedescendant');
  await page.keyboard.press('Escape');
  await expect(options.first()).toBeHidden();
  await expect(box).toHaveAttribute('aria-expanded', 'false');
  await expect(box).toBeFocused();
  await searchOf(page).fill('h11');
  await expect(options.first()).toBeVisible();
  await page.getByRole('heading', { level: 1 }).click();
  await expect(options.first()).toBeHidden();
  await searchOf(page).fill('h10');
  await expect(options.first()).toContainText('H10');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/docs\/503#messages-heroku(:~:text=.+)?$/);
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE, hasTouch: true, isMobile: true });

  test('by touch: the box, a few letters, a suggestion', async ({ page }) => {
    await open(page, '/docs/200');
    await searchOf(page).tap();
    await page.keyboard.type('toomanyrequests');
    const first = page.getByRole('option').first();
    await expect(first).toBeVisible();
    const box = await first.boundingBox();
    expect(box?.width).toBeGreaterThan(PHONE.width - 20);
    await first.tap();
    await expect(page).toHaveURL(/\/docs\/429#messages-docker(:~:text=.+)?$/);
  });
});

test('a bare number opens its page, and nothing matches nonsense', async ({ page }) => {
  await open(page, '/');
  await searchOf(page).fill('429');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/docs/429');
  await searchOf(page).fill('qqqq zzzz');
  await expect(page.locator('.suggestions')).toHaveText('Nothing matches. Try fewer words.');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Results' })).toContainText('Nothing matches qqqq zzzz.');
  await page.getByRole('navigation', { name: 'Classes' }).getByRole('link', { name: '5xx Server Error' }).click();
  await expect(page).toHaveURL('/docs/5xx');
});

test('what is typed is text, never markup', async ({ page }) => {
  await open(page, '/');
  await searchOf(page).fill('<img src=x onerror=alert(1)> 502 <b>gateway</b>');
  await expect(page.getByRole('option').first()).toBeVisible();
  await expect(page.locator('.suggestions img, .suggestions b b')).toHaveCount(0);
});

test('single keys can be switched off, for good', async ({ page }) => {
  await open(page, '/docs/502');
  const keys = page.getByRole('button', { name: 'Search with the / key' });
  await expect(keys).toHaveAttribute('aria-pressed', 'true');
  await keys.click();
  await expect(keys).toHaveAttribute('aria-pressed', 'false');
  await page.reload();
  await page.keyboard.press('/');
  await expect(searchOf(page)).not.toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(searchOf(page)).toBeFocused();
});
