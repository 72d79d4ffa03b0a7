// What holds for the look of every page: it fits, it stays as chosen, it is whole.

import { expect, layOutAll, open, test } from './fixtures';
import { FONTS, type Font } from './fonts';

/** What is wrong with a picture: text that is cut off, leaves its place or lies on something else, and arrows from or to nowhere. */
function crowded(figure: SVGElement | HTMLElement): string[] {
  const all = (selector: string) => [...figure.querySelectorAll<HTMLElement>(selector)];
  const found: string[] = [];
  const [scroll, picture] = [...all('.scroll'), ...all('.picture')];
  const names = all('.party b');
  const messages = all('li:has(.wire)');
  if (!scroll || !picture || names.length < 2 || messages.length === 0) return ['there is no picture'];

  // Half a pixel is rounding.
  const inside = (box: DOMRect, frame: DOMRect) =>
    box.left > frame.left - 0.5 && box.right < frame.right + 0.5 && box.top > frame.top - 0.5 && box.bottom < frame.bottom + 0.5;
  const touch = (a: DOMRect, b: DOMRect) =>
    a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
  const box = (element: Element) => element.getBoundingClientRect();
  const linesOf = (element: Element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()];
  };

  const frame = box(picture);
  const content = scroll.getBoundingClientRect().left + scroll.clientLeft - scroll.scrollLeft;
  if (frame.left < content - 0.5 || frame.right > content + scroll.scrollWidth + 0.5) found.push('no scrolling reaches all of the picture');
  if (scroll.scrollHeight > scroll.clientHeight) found.push('the picture is cut off below');

  const texts = [...names, ...all('.label > *')];
  const obstacles = [...texts, ...all('.wire')];
  for (const text of texts) {
    const label = `“${text.textContent}”`;
    const place = box(text.parentElement ?? text);
    const lines = linesOf(text);
    if (lines.length === 0 || !text.checkVisibility()) found.push(`${label} does not show`);
    if (!lines.every((line) => inside(line, box(text)))) found.push(`${label} leaves its box`);
    if (!inside(box(text), place) || !inside(place, frame)) found.push(`${label} leaves its lanes`);
    if (text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight) found.push(`${label} is cut off`);
    for (const other of obstacles) {
      if (other !== text && touch(box(text), box(other))) found.push(`${label} lies on “${other.textContent || 'an arrow'}”`);
    }
  }

  // Party by party, where its line is: under the middle of its name.
  const lines = names.map((name) => (box(name).left + box(name).right) / 2);
  const near = (a: number, b = Infinity) => Math.abs(a - b) < 1;
  for (const message of messages) {
    const [wire] = message.querySelectorAll<HTMLElement>('.wire');
    const { from, to } = wire?.dataset ?? {};
    const [start, end] = [lines[Number(from)] ?? NaN, lines[Number(to)] ?? NaN];
    const { left, right } = box(wire ?? message);
    const [tail, head] = start < end ? [left, right] : [right, left];
    if (!near(tail, start)) found.push(`“${message.textContent}” does not start at its sender`);
    const lost = message.matches('[data-lost]');
    const way = (head - start) / (end - start);
    if (lost ? way < 0.5 || way > 0.9 : !near(head, end)) found.push(`“${message.textContent}” ends in the wrong place`);
  }
  const steps = all('li').map(box);
  steps.forEach((step, i) => {
    if (i > 0 && step.top < (steps[i - 1]?.bottom ?? 0)) found.push(`step ${i + 1} is not below the one before`);
  });
  return found;
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
    await layOutAll(page);
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
    const dark = page.getByRole('button', { name: 'Dark theme' });
    await expect(dark).toHaveAttribute('aria-pressed', `${system === 'dark'}`);
    await dark.click();
    await expect(dark).toHaveAttribute('aria-pressed', `${chosen === 'dark'}`);
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
    test.setTimeout(240_000);
    await page.goto('/');
    const links = page.locator(`[data-class="${shelf}"] li a[href^="/docs/"]`);
    const addresses = await links.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses as string[]) {
      await test.step(address, async () => {
        await page.setViewportSize({ width: 320, height: 900 });
        // What is measured here needs no program.
        const response = await page.goto(address);
        expect(response?.status()).toBe(200);
        expect(await response?.text(), 'no style attribute').not.toMatch(/<[^>]*\sstyle\s*=/i);
        await expect(page.locator('h1')).toHaveText(new RegExp(`^${address.slice('/docs/'.length)} \\S`));
        await layOutAll(page);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(over, 'pixels beyond 320').toBe(0);
        await layOutAll(page, false);
        for (const [width, size] of [[320, '100%'], [390, '200%'], [1440, '100%']] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
          expect.soft(await page.locator('.exchange').evaluate(crowded), `the picture at ${width} with text at ${size}`).toEqual([]);
        }
      });
    }
  });
}

// Chromium tells with which fonts it drew a text. So this fails where the project's font file is not read.
test('the fonts of the project are the only ones', async ({ page }, { project }) => {
  const { sans, serif, mono } = FONTS[project.metadata.font as Font];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('DOM.enable');
  await devtools.send('CSS.enable');
  const fontsOf = async (selector: string) => {
    const { root } = await devtools.send('DOM.getDocument', { depth: -1 });
    const { nodeIds } = await devtools.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector });
    const fonts = await Promise.all(nodeIds.map((nodeId) => devtools.send('CSS.getPlatformFontsForNode', { nodeId })));
    return [...new Set(fonts.flatMap(({ fonts }) => fonts.map(({ familyName }) => familyName)))].sort();
  };

  await page.goto('/docs/502');
  expect(await fontsOf('.exchange, .exchange *')).toEqual([sans]);
  expect(await fontsOf('.calls code')).toEqual([mono]);
  expect(await fontsOf('body *')).toEqual([sans, mono].sort());

  const expected: Record<string, string> = { 'sans-serif': sans, 'system-ui': sans, 'ui-sans-serif': sans, serif, monospace: mono, Arial: sans, Roboto: sans };
  for (const family of Object.values(FONTS).flatMap((font) => [font.sans, font.serif, font.mono])) {
    expected[`"${family}"`] = family === serif || family === mono ? family : sans;
  }
  for (const [family, font] of Object.entries(expected)) {
    await page.locator('h1').evaluate((heading, family) => (heading.style.fontFamily = `${family}, sans-serif`), family);
    // DevTools names the fonts that were drawn last, which can be those before the change.
    await expect.poll(() => fontsOf('h1'), family).toEqual([font]);
  }
});

test('no page that is no status has a style attribute', async ({ request }) => {
  for (const address of ['/', '/?q=gateway', '/docs/502?delay=5', '/docs/299', '/no/such', '/docs/502/panel?delay=5']) {
    const html = await (await request.get(address, { headers: { accept: 'text/html' } })).text();
    expect(html).toContain('<h');
    expect(html, address).not.toMatch(/<[^>]*\sstyle\s*=/i);
  }
});
