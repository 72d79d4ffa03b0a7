// The calls that the pages offer as files for other tools, in those tools.

import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIRequestContext, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { need, run } from './interpreters';

const NODE_MODULES = join(import.meta.dirname, 'node_modules');
const JSON_BODY = encodeURIComponent('{"text": "ü \\"x\\" $y {z} \'w\' 日本"}');
/** Page and query, what is called, and what comes. */
const CALLS = [
  { page: '502', query: '', call: '/502', status: 502 },
  { page: '204', query: '', call: '/204', status: 204 },
  { page: '401', query: '', call: '/401', status: 401 },
  { page: '301', query: '', call: '/301', status: 301 },
  { page: '503', query: 'retry-after=7', call: '/503?retry-after=7', status: 503 },
  { page: '502', query: 'vendor=nginx', call: '/502?vendor=nginx', status: 502 },
  { page: '409', query: `method=POST&request-header=X-Tag:+a+%22b%22+$c&request-body=${JSON_BODY}`, call: '/409', status: 409 },
];

/** Saves the file, and gives back where. */
async function saved(request: APIRequestContext, page: string, query: string, lang: string, folder: string) {
  const response = await request.get(`/docs/${page}/example?${query}&lang=${lang}`);
  expect(response.status(), await response.text()).toBe(200);
  const [, name = ''] = /filename="([^"]+)"/.exec(response.headers()['content-disposition'] ?? '') ?? [];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), await response.body());
  return join(folder, name);
}

/** What a script on the site's page gets for each of some calls, without the network error's text. */
async function fetched(page: Page, call: string, method = 'GET', times = 1) {
  await page.goto('/robots.txt');
  return page.evaluate(
    async ({ call, method, times }) => {
      const seen = [];
      for (let n = 0; n < times; n += 1) {
        try {
          const response = await fetch(call, { method, redirect: 'manual', cache: 'no-store' });
          seen.push({ status: response.status, type: response.headers.get('content-type'), after: response.headers.get('retry-after'), body: await response.text() });
        } catch {
          seen.push('failed');
        }
      }
      return seen;
    },
    { call, method, times },
  );
}

/** Bodies differ in the moment that they name. */
const untimed = (body: string) => body.replace(/"timestamp": ?"[^"]*"/, '').replace(/\s+/g, '');

for (const { page: code, query, call, status } of CALLS) {
  const name = `${code} ${query}`.trim().slice(0, 40);
  const method = query.includes('method=POST') ? 'POST' : 'GET';

  // Both take seconds to start.
  if (query || code === '204') test(`Newman runs the collection for ${name}`, async ({ request }, info) => {
    need('export.postman');
    const file = await saved(request, code, query, 'export.postman', info.outputPath('postman'));
    const { out, errors, code: exit } = await run('newman', ['run', file, '--color', 'off'], '', info.outputPath('postman'));
    expect(out).toContain(`responds with ${status}`);
    expect(exit, out + errors).toBe(0);
  });

  if (query || code === '301') test(`httpYac sends the file for ${name}`, async ({ request }, info) => {
    need('export.http');
    const file = await saved(request, code, query, 'export.http', info.outputPath('http'));
    const { out, errors } = await run('httpyac', ['send', file, '--all', '--no-color'], '', info.outputPath('http'));
    expect(out, errors).toContain(`HTTP/1.1 ${status}`);
    if (method === 'POST') expect(out).toContain(`x-tag: a "b" $c`);
  });

  test(`MSW answers as the mock does for ${name}`, async ({ request, baseURL }, info) => {
    need('export.msw');
    const file = await saved(request, code, query, 'export.msw', info.outputPath('msw'));
    const program = `
      import { setupServer } from 'msw/node';
      import { handlers } from ${JSON.stringify(pathToFileURL(file).href)};
      const server = setupServer(...handlers);
      server.listen({ onUnhandledRequest: 'error' });
      const response = await fetch(${JSON.stringify(new URL(call, baseURL).href)}, { method: '${method}', redirect: 'manual' });
      console.log(JSON.stringify({ status: response.status, body: await response.text() }));
    `;
    await writeFile(info.outputPath('msw', 'program.mjs'), program);
    await symlink(NODE_MODULES, info.outputPath('msw', 'node_modules'));
    const { out, errors } = await run('node', ['program.mjs'], '', info.outputPath('msw'));
    const real = await request.fetch(call, { method, maxRedirects: 0 });
    expect(out, errors).not.toBe('');
    const answer = JSON.parse(out);
    expect(answer.status).toBe(status);
    expect(untimed(answer.body)).toBe(untimed(await real.text()));
  });

  test(`Playwright answers as the mock does for ${name}`, async ({ request, page, announceAll }, info) => {
    announceAll();
    const { mockStatus } = await import(pathToFileURL(await saved(request, code, query, 'export.playwright', info.outputPath('route'))).href);
    const [real] = await fetched(page, call, method);
    await mockStatus(page);
    expect(await fetched(page, call, method)).toEqual([typeof real === 'string' ? real : { ...real, body: expect.any(String) }]);
  });

  test(`an archive answers as the mock does for ${name}`, async ({ request, page, announceAll }, info) => {
    announceAll();
    const file = await saved(request, code, query, 'export.har', info.outputPath('har'));
    const { log } = JSON.parse(await readFile(file, 'utf8'));
    expect(log.entries).toHaveLength(1);
    expect(log.entries[0].request.method).toBe(method);
    expect(log.entries[0].response.status).toBe(status);
    // Playwright looks for the same body, and for the end of a redirect in the archive too.
    if (method === 'POST' || status === 301) return;
    const [real] = await fetched(page, call);
    await page.routeFromHAR(file, { url: `**${call}`, notFound: 'abort' });
    expect(await fetched(page, call)).toEqual([typeof real === 'string' ? real : { ...real, body: expect.any(String) }]);
  });
}

test('a sequence is answered call by call', async ({ request, page, announceAll }, info) => {
  announceAll();
  const query = 'call=sequence/503;retry-after=1,reset,200';
  const { mockStatus } = await import(pathToFileURL(await saved(request, '503', query, 'export.playwright', info.outputPath('route'))).href);
  await mockStatus(page);
  const seen = await fetched(page, '/sequence/503;retry-after=1,reset,200', 'GET', 4);
  expect(seen.map((one) => (typeof one === 'string' ? one : one.status))).toEqual([503, 'failed', 200, 200]);
});
