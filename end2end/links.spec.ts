// Every link of the site leads somewhere.

import { expect, test } from './fixtures';

const CALL = /^\/([1-9]\d\d)(?=[;/?]|$)/;

/** The values of an attribute in a page, as a browser reads them. */
function values(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map(([, value]) => (value ?? '').replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&'));
}

test('every internal link leads to a page, and every fragment exists', async ({ request, baseURL }) => {
  test.setTimeout(900_000);
  const ids = new Map<string, Set<string>>();
  const fragments: [from: string, page: string, id: string][] = [];
  const wrong: string[] = [];
  const queue: [from: string, address: string][] = [['the start', '/']];
  const seen = new Set<string>(['/']);
  for (const [from, address] of queue) {
    const call = CALL.exec(address);
    // Compressing thousands of pages would take longer than rendering them.
    const response = await request.get(address, { headers: { accept: 'text/html', 'accept-encoding': 'identity' }, maxRedirects: 0 });
    // A form is answered with the address of what it says.
    const expected = call ? Number(call[1]) : /[?&]form=1/.test(address) ? 303 : 200;
    if (response.status() !== expected) wrong.push(`${from} links to ${address}: ${response.status()}`);
    // Beyond a query nothing new begins: only the same page in another state.
    if (call || !response.headers()['content-type']?.startsWith('text/html')) continue;
    const html = await response.text();
    ids.set(address, new Set(values(html, /\sid="([^"]*)"/g)));
    for (const href of values(html, /<a\b[^>]*?\shref="([^"]*)"/g)) {
      const to = new URL(href, `${baseURL}${address}`);
      if (to.origin !== baseURL) continue;
      // The tabs of the languages are the same on every page.
      if (/^\?lang=/.test(to.search) && to.pathname !== '/docs/502') continue;
      const page = to.pathname + to.search;
      if (to.hash) fragments.push([address, page, decodeURIComponent(to.hash.slice(1).split(':~:')[0] ?? '')]);
      if (seen.has(page) || address.includes('?')) continue;
      seen.add(page);
      queue.push([address, page]);
    }
  }
  for (const [from, page, id] of fragments) {
    if (!ids.get(page)?.has(id)) wrong.push(`${from} links to ${page}#${id}: no such place`);
  }
  expect(seen.size).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});
