// The way of most readers: find a code, copy an example, try it live.

import { announcerOf, awake, codeOf, expect, open, panelOf, test } from './fixtures';

test('from the front page to a copied example and a live 502', async ({ page, context, baseURL, announce }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, '/');
  await page.getByRole('link', { name: /^502 Bad Gateway/ }).click();
  await expect(page).toHaveURL('/docs/502');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('502 Bad Gateway');
  await awake(page);

  const panel = panelOf(page);
  await panel.tab('Python').click();
  const shown = await codeOf(panel.example);
  expect(shown).toContain(`requests.get('${baseURL}/502')`);
  await panelOf(page).example.getByRole('button', { name: 'Copy the request' }).click();
  await expect(panelOf(page).example.getByRole('button', { name: 'Copy the request' })).toHaveText('Copied', { useInnerText: true });
  await expect(announcerOf(page)).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);

  announce('/502');
  await panel.tryLive.click();
  await expect(panel.status).toHaveText('502 Bad Gateway');
  const body = JSON.parse(await panel.bodyText.innerText());
  expect(Object.keys(body)).toEqual(['success', 'status', 'statusText', 'timestamp', 'request']);
  expect(Object.keys(body.request)).toEqual(['method', 'url', 'fullUrl']);
  expect(body).toEqual({
    success: false,
    status: 502,
    statusText: 'Bad Gateway - The server got an invalid response while working as a gateway',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    request: { method: 'GET', url: '/502', fullUrl: `${baseURL}/502` },
  });
  expect(Math.abs(Date.parse(body.timestamp) - Date.now())).toBeLessThan(60_000);
});

test('every copy button of a page copies what stands beside it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, '/docs/404');
  const buttons = page.locator('[data-copy]:visible');
  await expect(buttons).toHaveCount(6);
  for (const button of await buttons.all()) {
    const shown = await page.locator(`#${await button.getAttribute('data-copy')}`).innerText();
    await button.click();
    await expect(button).toHaveAttribute('data-copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  }
});
