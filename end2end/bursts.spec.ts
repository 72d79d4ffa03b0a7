// Many calls at once with their chart, and the list of earlier calls.

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { announcerOf, call, expect, open, panelOf, test } from './fixtures';

test.beforeEach(({ announceAll }) => announceAll());

/** Counts the page's calls below that path: all of them, and how many were under way at one time. Every response goes through here. */
async function countOf(page: Page, path: string) {
  const count = { sent: 0, atOnce: 0 };
  let underWay = 0;
  await page.route(`**${path}**`, async (route) => {
    count.sent += 1;
    underWay += 1;
    count.atOnce = Math.max(count.atOnce, underWay);
    const response = await route.fetch().catch(() => null);
    underWay -= 1;
    // A call that was stopped waits for nothing.
    if (response) await route.fulfill({ response }).catch(() => {});
  });
  return count;
}

/** How often each status came, as the chart says it to those who can't see it. */
async function sharesOf(page: Page): Promise<Record<string, number>> {
  const label = (await panelOf(page).burstChart.getByRole('img').getAttribute('aria-label')) ?? '';
  expect(label).toMatch(/^Responses: /);
  const pairs = label.slice('Responses: '.length).split(', ');
  return Object.fromEntries(pairs.map((pair) => pair.split(': ')).map(([name = '', count]) => [name, Number(count)]));
}

/** Everything that the page says to screen readers from now on. */
async function listenTo(page: Page) {
  await announcerOf(page).evaluate((announcer) => {
    const said: string[] = [];
    new MutationObserver(() => announcer.textContent && said.push(announcer.textContent)).observe(announcer, { childList: true, characterData: true, subtree: true });
    Object.assign(window, { said });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

async function send(page: Page, times: number) {
  const panel = panelOf(page);
  await panel.burstTimes.fill(`${times}`);
  await panel.burstSend.click();
}

const DONE = (times: number) => new RegExp(`${times} of ${times} responses in `);

test('a set: shares against weights, six calls at a time', async ({ page }) => {
  await open(page, '/docs/503?call=random/200:3,503:1&delay=50ms');
  const count = await countOf(page, '/random/');
  const said = await listenTo(page);
  const panel = panelOf(page);
  await expect(panel.burstProgress).toBeHidden();
  await expect(panel.burstStop).toBeHidden();
  await send(page, 60);
  await expect(panel.burstStop).toBeVisible();
  await expect(panel.burstProgress).toBeVisible();
  await expect(panel.burstProgress).toHaveAttribute('max', '60');
  // The chart grows while calls are still to come.
  await expect(panel.burstChart.getByRole('img')).toBeVisible();
  await expect(panel.burstChart).toContainText(DONE(60));
  expect(count).toEqual({ sent: 60, atOnce: 6 });

  const shares = await sharesOf(page);
  expect(Object.keys(shares).sort()).toEqual(['200', '503']);
  expect((shares[200] ?? 0) + (shares[503] ?? 0)).toBe(60);
  const chart = panel.burstChart.locator('svg');
  // One mark for each response in order, a bar for each status, and a line where its weight says that the bar should end.
  await expect(chart.locator('rect title')).toHaveCount(60);
  await expect(chart.locator('rect:not(:has(title))')).toHaveCount(2);
  await expect(chart.locator('.expected')).toHaveCount(2);
  const length = async (status: string) => {
    const row = await chart.locator('text').filter({ hasText: new RegExp(`^${status}$`) }).first().getAttribute('y');
    return chart.evaluate((svg, row) => {
      const y = Number(row) - 13;
      const bar = svg.querySelector(`rect[y="${y}"]:not(:has(title))`);
      const mark = svg.querySelector(`.expected[d^="M"][d*=" ${y}v"]`);
      return { bar: Number(bar?.getAttribute('width')), mark: Number(/^M([\d.]+) /.exec(mark?.getAttribute('d') ?? '')?.[1]) - Number(bar?.getAttribute('x')) };
    }, row);
  };
  const [often, seldom] = [await length('200'), await length('503')];
  expect(often.mark / seldom.mark).toBeCloseTo(3, 1);
  expect(often.bar / (often.bar + seldom.bar)).toBeCloseTo((shares[200] ?? 0) / 60, 1);

  await expect(panel.burstProgress).toBeHidden();
  await expect(panel.burstStop).toBeHidden();
  await expect.poll(said).toContainEqual('Sending 60 calls.');
  await expect.poll(said).toContainEqual(expect.stringMatching(new RegExp(`^60 of 60 responses in .*200: ${shares[200]}\\..*503: ${shares[503]}\\.`)));
  expect(await said(), 'one sentence at the start, one at the end').toHaveLength(2);
});

test('a sequence goes through its steps', async ({ page, request }) => {
  const key = randomUUID();
  await open(page, `/docs/503?call=sequence/503,502,200&key=${key}`);
  await send(page, 10);
  await expect(panelOf(page).burstChart).toContainText(DONE(10));
  expect(await sharesOf(page)).toEqual({ 200: 8, 503: 1, 502: 1 });
  await expect(panelOf(page).burstChart.locator('.expected')).toHaveCount(0);
  const record = await (await request.get(`/-/keys/${key}`)).json();
  expect(record.calls.map(({ count }: { count: number }) => count)).toEqual([10]);
});

test('a quota is used up', async ({ page }) => {
  await open(page, `/docs/200?key=${randomUUID()}&limit=3/60s`);
  await send(page, 10);
  await expect(panelOf(page).burstChart).toContainText(DONE(10));
  expect(await sharesOf(page)).toEqual({ 429: 7, 200: 3 });
});

test('calls without a response are counted', async ({ page }) => {
  // Some browsers send a call again after a reset, so every step is one.
  await open(page, '/docs/503?call=sequence/reset,reset');
  await send(page, 4);
  await expect(panelOf(page).burstChart).toContainText(DONE(4));
  expect(await sharesOf(page)).toEqual({ 'no response': 4 });
});

test('Stop ends it, and the focus goes back', async ({ page }) => {
  await open(page, '/docs/503?call=random/200,503&delay=1s');
  const count = await countOf(page, '/random/');
  const panel = panelOf(page);
  await send(page, 200);
  await expect.poll(() => count.sent).toBe(6);
  await panel.burstStop.press('Enter');
  await expect(panel.burstChart).toContainText(/ of 200 responses in .*You stopped it\./);
  await expect(announcerOf(page)).toContainText('You stopped it.');
  await expect(panel.burstStop).toBeHidden();
  await expect(panel.burstSend).toBeFocused();
  // It can be sent again, and nothing of the first is left.
  const before = count.sent;
  expect(before).toBeLessThan(13);
  await send(page, 3);
  await expect(panel.burstChart).toContainText(DONE(3));
  expect(count.sent).toBe(before + 3);
});

test('it stops at the first error of the mock', async ({ page }) => {
  await open(page, '/docs/503?call=random/200,503&delay=50ms');
  const count = await countOf(page, '/random/');
  // Every call passes this first.
  let n = 0;
  await page.route('**/random/**', async (route) => {
    n += 1;
    if (n === 10) await route.fulfill({ status: 503, headers: { 'X-Mock-Error': 'too-many-calls' }, body: '' });
    else await route.fallback();
  });
  await send(page, 100);
  const panel = panelOf(page);
  await expect(panel.burstChart).toContainText(/ of 100 responses in .*It stopped at an error of the mock: too-many-calls\./);
  await expect(announcerOf(page)).toContainText('too-many-calls');
  // At most those that were under way at that time have come after it.
  expect(n).toBeGreaterThanOrEqual(10);
  expect(n).toBeLessThan(22);
  expect(count.sent).toBe(n - 1);
});

test('one code alone has nothing to send many times, and a target brings it', async ({ page }) => {
  await open(page, '/docs/502');
  const panel = panelOf(page);
  await expect(panel.burstSend).toHaveCount(0);
  await panel.request.click();
  await panel.target.fill('random/200,502');
  await expect(panel.burstSend).toBeVisible();
  await expect(panel.burstTimes).toHaveAttribute('max', '200');
  await panel.target.fill('');
  await expect(panel.burstSend).toHaveCount(0);
});

test('a burst can be started while the page is asleep, and by keyboard', async ({ page }) => {
  await page.goto('/docs/503?call=sequence/503,200');
  const count = await countOf(page, '/sequence/');
  const panel = panelOf(page);
  await panel.burstTimes.fill('5');
  await panel.burstTimes.press('Enter');
  await expect(panel.burstChart).toContainText(DONE(5));
  expect(count.sent).toBe(5);
});

test.describe('the history', () => {
  test('has the last calls, with a link and Replay, on every page and after a reload', async ({ page }) => {
    await open(page, '/docs/502?delay=10ms');
    const panel = panelOf(page);
    await panel.history.click();
    await expect(page.locator('.history-list')).toContainText('No call yet');
    await call(page);
    await expect(panel.historyEntries).toHaveCount(1);
    await open(page, '/docs/404?method=POST');
    await call(page);
    await panel.history.click();
    const [last, first] = [panel.historyEntries.nth(0), panel.historyEntries.nth(1)];
    const expectBoth = async () => {
      await expect(panel.historyEntries).toHaveCount(2);
      await expect(last).toContainText(/404 Not Found\s+POST \/404/);
      await expect(first).toContainText(/502 Bad Gateway\s+GET \/502\?delay=10ms/);
    };
    await expectBoth();
    await page.reload();
    await page.locator('#try').click();
    await panel.history.click();
    await expectBoth();

    const calls: string[] = [];
    page.on('request', (request) => /^\/\d{3}$/.test(new URL(request.url()).pathname) && calls.push(`${request.method()} ${new URL(request.url()).pathname}${new URL(request.url()).search}`));
    await first.getByRole('button', { name: 'Replay GET /502?delay=10ms' }).click();
    await expect(panel.status).toHaveText('502 Bad Gateway');
    await expect(panel.requestAddress).toHaveText(/\/502\?delay=10ms$/);
    expect(calls).toEqual(['GET /502?delay=10ms']);
    await expect(panel.historyEntries).toHaveCount(3);

    await panel.historyEntries.last().getByRole('link').click();
    await expect(page).toHaveURL('/docs/502?delay=10ms');
    await expect(panel.delay).toHaveValue('10ms');
  });

  test('is cleared, here and for the next page', async ({ page }) => {
    await open(page, '/docs/502');
    const panel = panelOf(page);
    await call(page);
    await panel.history.click();
    await panel.historyClear.click();
    await expect(panel.historyEntries).toHaveCount(0);
    await expect(announcerOf(page)).toHaveText('The history is empty.');
    await expect(panel.history).toBeFocused();
    await open(page, '/docs/404');
    await panel.history.click();
    await expect(panel.historyEntries).toHaveCount(0);
    await expect(page.locator('.history-list')).toContainText('No call yet');
  });

  test('has 50 calls at most, without bodies or credentials', async ({ page }) => {
    test.setTimeout(90_000);
    await open(page, '/docs/401?method=POST&auth=basic:user:password');
    const panel = panelOf(page);
    await panel.request.click();
    await panel.credentials.selectOption('basic');
    await panel.user.fill('s3cret-user');
    await panel.password.fill('s3cret-password');
    await panel.requestHeaders.fill('X-Api-Key: s3cret-key');
    await panel.requestBody.fill('z'.repeat(2_000));
    await expect(page).toHaveURL(/zzz/);
    for (let n = 0; n < 53; n += 1) await call(page);
    await panel.history.click();
    await expect(panel.historyEntries).toHaveCount(50);
    const kept = await page.evaluate(() => Object.values({ ...localStorage }).join('\n'));
    expect(kept).toContain('zzz');
    expect(kept).not.toContain('s3cret');
    expect(kept.length * 2).toBeLessThan(1024 * 1024);
    await page.reload();
    await page.locator('#try').click();
    await expect(page.locator('html')).toHaveAttribute('data-awake');
    await expect(panel.historyEntries).toHaveCount(50);
  });

  test('is full at 1 MiB, and then forgets the oldest', async ({ page }) => {
    await open(page, '/docs/200?method=POST');
    const panel = panelOf(page);
    await call(page);
    // Calls as large as an address allows, written as the page writes them.
    await page.evaluate(() => {
      const call = localStorage.getItem('calls') ?? '';
      localStorage.setItem('calls', Array.from({ length: 49 }, () => call.replace('method=POST', `method=POST&request-body=${'z'.repeat(20_000)}`)).join('\u001e'));
    });
    await call(page);
    const kept = await page.evaluate(() => (localStorage.getItem('calls') ?? '').length);
    expect(kept * 2).toBeLessThanOrEqual(1024 * 1024);
    expect(kept * 2).toBeGreaterThan(900 * 1024);
    await page.reload();
    await page.locator('#try').click();
    await panel.history.click();
    await expect(panel.historyEntries.first()).not.toContainText('zzz');
    await expect(panel.historyEntries.first()).toContainText('POST /200');
  });
});
