// What clients make of every code when nobody configures them. The book's table, src/book/measured/reactions.tsv, says what was measured;
// here it is measured again. `UPDATE_REACTIONS=1 npx playwright test reactions` writes the table again.

import type { APIRequestContext, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { run } from './interpreters';
import { clients, printed, rowsOf, write } from './measuring';

const CLIENTS = clients(
  'reactions',
  async (urls) => {
    const lines = urls.map(async (url) => {
      const { out, code } = await run('curl', ['--silent', '--max-time', '5', '--output', '/dev/null', '--write-out', '%{http_code}', url]);
      return code === 0 ? `status ${out}` : `error exit code ${code}`;
    });
    return (await Promise.all(lines)).join('\n');
  },
  async (urls, page) => {
    const lines = await page.evaluate(async (urls) => {
      const lines: string[] = [];
      for (const url of urls) {
        const { pathname, search } = new URL(url);
        lines.push(await fetch(pathname + search, { signal: AbortSignal.timeout(5000) }).then(
          async (answer) => (await answer.arrayBuffer(), `status ${answer.status}`),
          (error: Error) => `error ${error.name}`,
        ));
      }
      return lines;
    }, urls);
    return lines.join('\n');
  },
);

/** Adds to each line whether the client called again by itself. */
async function counted(request: APIRequestContext, client: string, codes: string[], lines: string[]): Promise<string[]> {
  const record = (await (await request.get(`/-/keys/reactions-${client}`)).json()) as { calls: { call: string; count: number }[] };
  return lines.map((line, i) => {
    const count = record.calls.find(({ call }) => call === `/${codes[i]}`)?.count ?? 0;
    return count > 1 ? `${line} again` : line;
  });
}

/** What must be the same with every version: not how an error is called. */
const essence = (cell: string) => cell.replace(/^(error|raises \d+) .*?( again)?$/, '$1$2');

async function codesOf(request: APIRequestContext): Promise<string[]> {
  const front = await (await request.get('/', { headers: { accept: 'text/html' } })).text();
  return [...new Set([...front.matchAll(/href="\/docs\/(\d{3})"/g)].map(([, code]) => code as string))].sort();
}

async function measure(client: string, request: APIRequestContext, page: Page, baseURL: string) {
  const codes = await codesOf(request);
  await page.goto('/robots.txt');
  const urls = codes.map((code) => `${baseURL}/${code}?key=reactions-${client}`);
  const { name, lines } = printed((await CLIENTS[client]?.(urls, page)) ?? '', codes.length);
  return { name, codes, cells: await counted(request, client, codes, lines) };
}

if (process.env.UPDATE_REACTIONS) {
  test('the table is written again', async ({ page, request, baseURL, announceAll }) => {
    announceAll();
    test.setTimeout(300_000);
    const columns: Awaited<ReturnType<typeof measure>>[] = [];
    for (const client of Object.keys(CLIENTS)) columns.push(await measure(client, request, page, baseURL ?? ''));
    const codes = columns[0]?.codes ?? [];
    await write('reactions', [['code'], ...codes.map((code) => [code])], columns.map(({ name, cells }) => [name, ...cells]));
  });
} else {
  Object.keys(CLIENTS).forEach((client, column) => {
    test(`${client} reacts to every code as the book says`, async ({ page, request, baseURL, announceAll }) => {
      announceAll();
      test.setTimeout(120_000);
      const written = await rowsOf('reactions');
      const { codes, cells } = await measure(client, request, page, baseURL ?? '');
      // The page of a code that was added since then says that nobody has measured it yet.
      const known = new Set(written.map(([code]) => code));
      expect(codes.map((code, i) => `${code} ${essence(cells[i] ?? '')}`).filter((_, i) => known.has(codes[i]))).toEqual(
        written.map((row) => `${row[0]} ${essence(row[column + 1] ?? '')}`),
      );
    });
  });
}
