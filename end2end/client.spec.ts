// Script and wasm are there, and belong to the pages.

import { expect, test } from './fixtures';

test('script and wasm are served for ever and hold every island', async ({ request }) => {
  const pages = await Promise.all(['/', '/docs/502'].map(async (address) => (await request.get(address)).text()));
  const islands = new Set<string>();
  for (const html of pages) {
    for (const [, island] of html.matchAll(/data-component="([^"]+)"/g)) islands.add(island ?? '');
  }
  expect([...islands].map((island) => island.split('_')[0]).sort()).toEqual(['Finder', 'Panel', 'Search', 'TryIt']);

  const html = pages[0] ?? '';
  const script = await request.get(/data-module="([^"]+\.js)"/.exec(html)?.[1] ?? '/the page names no script');
  const wasm = await request.get(/data-wasm="([^"]+\.wasm)"/.exec(html)?.[1] ?? '/the page names no wasm');
  for (const [file, type] of [
    [script, 'text/javascript'],
    [wasm, 'application/wasm'],
  ] as const) {
    expect(file.status(), file.url()).toBe(200);
    expect(file.headers()['content-type']).toBe(type);
    expect(file.headers()['cache-control']).toMatch(/max-age=31536000\b.*\bimmutable/);
  }

  const glue = await script.text();
  const exported = WebAssembly.Module.exports(await WebAssembly.compile(new Uint8Array(await wasm.body()))).map(({ name }) => name);
  for (const island of islands) {
    expect(exported).toContain(island);
    expect(glue).toContain(`export function ${island}(`);
  }
});
