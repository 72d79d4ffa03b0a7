// axe-core over every kind of page: light and dark, phone and desktop.

import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from '@playwright/test';
import { DESKTOP, PAGES, PHONE, expect, layOutAll, open, panelOf, test } from './fixtures';

/** The rules that colors decide about. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

async function check(page: Page, rules: string[] = []) {
  // Evaluated by the debugger, so the page's own policy need not allow it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  await layOutAll(page);
  const { violations } = await page.evaluate(
    (rules) => (window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run({ ...(rules.length > 0 ? { runOnly: rules } : { rules: { 'target-size': { enabled: true } } }), resultTypes: ['violations'] }),
    rules,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target}: ${node.failureSummary}`));
}

async function checkAllLooks(page: Page) {
  for (const [device, size] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect.soft(await check(page, colorScheme === 'dark' ? COLOR_RULES : []), `${device}, ${colorScheme}`).toEqual([]);
    }
  }
}

for (const [address, status] of PAGES) {
  test(`${address} is accessible`, async ({ page, announce }) => {
    test.setTimeout(120_000);
    announce(address, status);
    await open(page, address);
    await checkAllLooks(page);
  });
}

// In parts, which run at the same time.
const PARTS = 6;
for (let part = 0; part < PARTS; part++) {
  test(`every page of the book is accessible, part ${part + 1} of ${PARTS}`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.goto('/docs');
    const links = await page.locator('main :is(.rows, li) a').evaluateAll((links) => links.map((link) => link.getAttribute('href') as string));
    expect(links.length).toBeGreaterThan(100);
    for (const address of links.filter((_, i) => i % PARTS === part)) {
      await page.goto(address);
      expect.soft(await check(page), address).toEqual([]);
    }
  });
}

test('a response is accessible, in every view', async ({ page, announce }) => {
  test.setTimeout(180_000);
  announce('/502?format=html');
  await open(page, '/docs/502?format=html');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('502 Bad Gateway');
  await checkAllLooks(page);
  for (const [tab, view] of [
    [panel.headersTab, panel.headers],
    [panel.previewTab, panel.preview],
    [panel.wireTab, panel.events.first()],
  ] as const) {
    await tab.click();
    await expect(view).toBeVisible();
    await checkAllLooks(page);
  }
});

test('a call under way, and a cancelled one, are accessible', async ({ page }) => {
  test.setTimeout(120_000);
  await open(page, '/docs/502?delay=30s');
  const panel = panelOf(page);
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('Waiting');
  await checkAllLooks(page);
  await panel.cancel.click();
  await expect(panel.status).toHaveText('Cancelled');
  await checkAllLooks(page);
});

test('the open drawer is accessible', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await open(page, '/docs/502');
  await page.getByRole('button', { name: 'Status codes' }).click();
  await expect(page.getByRole('navigation', { name: 'Status codes' })).toBeInViewport();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await check(page), colorScheme).toEqual([]);
  }
});
