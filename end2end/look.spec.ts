// What holds for the look of every page: it fits, it stays as chosen, it is whole.

import { expect, open, test } from './fixtures';

/** The texts of a picture that leave it, that leave their box, or that lie on another. */
function crowded(svg: SVGElement | HTMLElement): string[] {
  const inside = (box: DOMRect, frame: DOMRect) =>
    box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].map((text) => ({ label: text.textContent, box: text.getBoundingClientRect() }));
  const boxes = [...svg.querySelectorAll('rect')].map((rect) => rect.getBoundingClientRect());
  // The ascenders and descenders that a line might have, but has not, may touch.
  const touch = (a: DOMRect, b: DOMRect) => a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom;
  return texts.flatMap(({ label, box }, i) => [
    ...(inside(box, frame) ? [] : [`“${label}” leaves the picture`]),
    ...texts.slice(0, i).filter((other) => touch(box, other.box)).map((other) => `“${label}” lies on “${other.label}”`),
    ...boxes.filter((rect) => touch(box, rect) && (box.left < rect.left || box.right > rect.right)).map(() => `“${label}” crosses a box`),
  ]);
}

for (const [address, status] of [
  ['/', 200],
  ['/docs/502', 200],
  ['/docs/418', 200],
  ['/docs/4xx', 200],
  ['/docs/vendors', 200],
  ['/no/such', 404],
] as const) {
  test(`${address} fits every width`, async ({ page, announce }) => {
    announce(address, status);
    await open(page, address);
    for (const width of [320, 390, 800, 1200, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, `pixels beyond ${width}`).toBe(0);
    }
  });
}

for (const [system, chosen] of [
  ['light', 'dark'],
  ['dark', 'light'],
] as const) {
  test(`who prefers ${system} and chooses ${chosen} keeps ${chosen}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: system });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await open(page, '/docs/502');
    const before = await ground();
    await page.getByRole('button', { name: 'Switch between light and dark' }).click();
    await expect.poll(ground).not.toBe(before);
    const after = await ground();
    await page.goto('/');
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe(chosen);
    await page.goto('/docs/502');
    expect(await ground()).toBe(after);
  });
}

for (const shelf of ['1xx', '2xx', '3xx', '4xx', '5xx', 'vendor']) {
  test(`every page of ${shelf} is whole`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.goto('/');
    const links = page.locator(`[data-class="${shelf}"] li a[href^="/docs/"]`);
    const addresses = await links.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(addresses.length).toBeGreaterThan(3);
    await page.setViewportSize({ width: 320, height: 900 });
    for (const address of addresses as string[]) {
      await test.step(address, async () => {
        const response = await open(page, address);
        expect(response?.status()).toBe(200);
        expect(await response?.text(), 'no style attribute').not.toMatch(/<[^>]*\sstyle\s*=/i);
        await expect(page.locator('h1')).toHaveText(new RegExp(`^${address.slice('/docs/'.length)} \\S`));
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(over, 'pixels beyond 320').toBe(0);
        expect.soft(await page.locator('.exchange svg').evaluate(crowded), 'labels of the picture').toEqual([]);
      });
    }
  });
}

test('no page that is no status has a style attribute', async ({ request }) => {
  for (const address of ['/', '/?q=gateway', '/docs/502?delay=5', '/docs/299', '/no/such', '/docs/502/panel?delay=5']) {
    const html = await (await request.get(address, { headers: { accept: 'text/html' } })).text();
    expect(html).toContain('<h');
    expect(html, address).not.toMatch(/<[^>]*\sstyle\s*=/i);
  }
});
