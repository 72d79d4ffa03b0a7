// Every program that a page offers, run as the page says by its real interpreter.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { LANGUAGES, expect, test } from './fixtures';
import { need, run } from './interpreters';

const CALLS = [
  ...['200', '301', '401', '404', '429', '502', '503', '204'].map((code) => ({ code, query: '' })),
  { code: '502', query: 'method=POST&delay=100ms' },
  { code: '502', query: 'method=HEAD' },
];

/** What no program that works prints. */
const TROUBLE = /Traceback|Exception|Error|Warning|panic:|Fatal|Deprecated|undefined/;

/** Saves the program that a page offers, and runs it as the page says. */
async function offered(request: APIRequestContext, page: string, lang: string, folder: string, before?: () => Promise<unknown>) {
  const html = await (await request.get(page)).text();
  const link = new RegExp(`<a href="([^"]*\\blang=${lang}\\b[^"]*)" download="([^"]+)"[^>]* title="Run it with: ([^"]+)"`).exec(html);
  const [, href = '', name = '', line = ''] = link ?? [];
  expect(href, 'the page offers the program').toContain('/example?');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), await (await request.get(href.replaceAll('&amp;', '&'))).body());
  const [command = '', ...args] = line.split(' ');
  await before?.();
  return run(command, args, '', folder);
}

for (const lang of LANGUAGES) {
  test.describe(lang, () => {
    // Compilers on a busy machine.
    test.describe.configure({ timeout: 240_000 });

    for (const { code, query } of CALLS) {
      test(`${lang} for ${code} ${query}`.trim(), async ({ request }, info) => {
        need(lang);

        const { out, errors, code: exit } = await offered(request, `/docs/${code}?${query}`, lang, info.outputPath('program'));

        // fetch follows a redirect by itself.
        const status = lang === 'javascript' && code === '301' ? '200' : code;
        expect(out).toMatch(lang === 'curl' ? new RegExp(`^HTTP/1.1 ${status} `) : new RegExp(`^Status(?: Code)?: ${status}$`, 'm'));
        expect(out + errors).not.toMatch(TROUBLE);
        expect(exit, errors).toBe(0);
        if (lang !== 'curl') expect(errors).toBe('');
        if (code === '204' || query === 'method=HEAD') {
          expect(out).not.toContain('fullUrl');
        } else {
          expect(out).toContain(`/${status}${query.includes('delay') ? '?delay=100ms' : ''}`);
          expect(out).toContain('fullUrl');
        }
      });
    }
  });
}

for (const lang of LANGUAGES) {
  test.describe(`${lang} with switches`, () => {
    test.describe.configure({ timeout: 240_000 });
    const status = (code: number) => new RegExp(lang === 'curl' ? `^HTTP/1.1 ${code} ` : `^Status(?: Code)?: ${code}$`, 'm');

    test(`${lang} gives up after its timeout`, async ({ request }, info) => {
      need(lang);
      const { out, errors, code } = await offered(request, '/docs/200?delay=7s&with=timeout', lang, info.outputPath('program'));
      expect(out).not.toMatch(status(200));
      expect(errors, 'it says why').not.toBe('');
      expect(code).not.toBe(0);
    });

    test(`${lang} fails on an error status, and only there`, async ({ request }, info) => {
      need(lang);
      const bad = await offered(request, '/docs/502?with=check,timeout', lang, info.outputPath('bad'));
      expect(bad.out).toMatch(status(502));
      expect(bad.errors).toContain(lang === 'curl' ? '22' : '502');
      expect(bad.code).not.toBe(0);
      const good = await offered(request, '/docs/200?with=check,timeout', lang, info.outputPath('good'));
      expect(good.out).toMatch(status(200));
      expect(good.out).toContain('fullUrl');
      expect(good.code, good.errors).toBe(0);
    });
  });
}

for (const lang of LANGUAGES) {
  test.describe(`${lang} with retry`, () => {
    test.describe.configure({ timeout: 240_000 });
    const statuses = (out: string) => [...out.matchAll(lang === 'curl' ? /^HTTP\/1.1 (\d+) /gm : /^Status(?: Code)?: (\d+)$/gm)].map(([, status]) => status);
    const calls = async (request: APIRequestContext, key: string) => {
      const { calls } = await (await request.get(`/-/keys/${key}`)).json();
      return calls.map(({ count }: { count: number }) => count);
    };

    test(`${lang} repeats a GET until it succeeds, as Retry-After says`, async ({ request }, info) => {
      need(lang);
      const key = `retry-${lang}-${Date.now()}`;
      const page = `/docs/503?call=sequence/503;retry-after=1,503,200&key=${key}&with=retry,timeout,check`;
      const { out, errors, code } = await offered(request, page, lang, info.outputPath('program'));
      expect(code, errors).toBe(0);
      expect(statuses(out).at(-1), out).toBe('200');
      expect(await calls(request, key)).toEqual([3]);
    });

    test(`${lang} waits until a limit lets it in`, async ({ request }, info) => {
      need(lang);
      const key = `limit-${lang}-${Date.now()}`;
      const address = `/200?key=${key}&limit=1/2s`;
      const page = `/docs/200?key=${key}&limit=1/2s&with=retry`;
      const program = offered(request, page, lang, info.outputPath('program'), () => request.get(address));
      const { out, errors, code } = await program;
      expect(code, errors).toBe(0);
      expect(statuses(out).at(-1), out).toBe('200');
    });

    test(`${lang} doesn't repeat a POST, unless it has an Idempotency-Key`, async ({ request }, info) => {
      need(lang);
      const key = `post-${lang}-${Date.now()}`;
      const page = `/docs/503?call=sequence/503;retry-after=0,200&method=POST&key=${key}&with=retry`;
      const once = await offered(request, page, lang, info.outputPath('once'));
      expect(statuses(once.out), once.errors).toEqual(['503']);
      expect(await calls(request, key)).toEqual([1]);
      await request.delete(`/-/keys/${key}`);
      const twice = await offered(request, `${page}&request-header=Idempotency-Key:+a1`, lang, info.outputPath('twice'));
      expect(statuses(twice.out).at(-1), twice.out + twice.errors).toBe('200');
      expect(await calls(request, key)).toEqual([2]);
    });
  });
}

test('no language of the page is forgotten here', async ({ request }) => {
  const html = await (await request.get('/docs/502')).text();
  expect([...html.matchAll(/role="tab" [^>]*data-lang="([^"]+)"/g)].map(([, lang]) => lang)).toEqual(LANGUAGES);
});
