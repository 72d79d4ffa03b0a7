// A sample of the programs that the pages offer, run as the page says by their real interpreters. `make examples` runs them all.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { LANGUAGES, expect, test } from './fixtures';
import { commands } from './examples/batches.mjs';
import { RUNTIMES, need, run, skipIf } from './interpreters';

const CALLS = [
  ...['200', '301', '204'].map((code) => ({ code, query: '' })),
  { code: '502', query: 'method=POST&delay=100ms' },
  { code: '502', query: 'method=HEAD' },
];

/** Their compilers take so long to start that only `make examples`, which compiles all programs at once, runs them. */
const COMPILED = ['rust', 'kotlin'];
const CLIENTS = Object.entries(RUNTIMES).filter(([id, { probe }]) => probe && !COMPILED.includes(id) && !id.startsWith('export'));

/** Whether a program prints the response as it is, head first. */
const isShell = (lang: string) => lang.startsWith('curl');
/** What no program that works prints. */
const TROUBLE = /Traceback|Exception|Error|Warning|panic:|Fatal|Deprecated|undefined/;

/** Saves the program that a page offers, and runs it as the page says. */
async function offered(request: APIRequestContext, page: string, lang: string, folder: string, before?: () => Promise<unknown>) {
  const html = await (await request.get(`${page}&lang=${lang}`)).text();
  const link = new RegExp(`<a href="([^"]*\\blang=${lang}\\b[^"]*)" download="([^"]+)".*?<p class="hint">(?:<code>[^<]*</code>, )?<code>([^<]*)</code>`, 's').exec(html);
  const [, href = '', name = '', line = ''] = link ?? [];
  expect(href, 'the page offers the program').toContain('/example?');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), await (await request.get(href.replaceAll('&amp;', '&'))).body());
  // Debian's Guzzle, where a project has its own.
  if (lang === 'php.guzzle') {
    await mkdir(join(folder, 'vendor'));
    await writeFile(join(folder, 'vendor/autoload.php'), "<?php\nrequire '/usr/share/php/GuzzleHttp/autoload.php';\n");
  }
  const [command = '', ...args] = line.replace(/^npx /, '').split(' ');
  await before?.();
  return run(command, args, '', folder);
}

for (const [lang] of CLIENTS) {
  test.describe(lang, () => {
    // Compilers on a busy machine.
    test.describe.configure({ timeout: 240_000 });

    for (const { code, query } of CALLS) {
      test(`${lang} for ${code} ${query}`.trim(), async ({ request }, info) => {
        need(lang);

        const { out, errors, code: exit } = await offered(request, `/docs/${code}?${query}`, lang, info.outputPath('program'));

        // fetch follows a redirect by itself.
        const status = lang === 'javascript' && code === '301' ? '200' : code;
        expect(out).toMatch(isShell(lang) ? new RegExp(`^HTTP/1.1 ${status} `) : new RegExp(`^Status(?: Code)?: ${status}$`, 'm'));
        expect(out + errors).not.toMatch(TROUBLE);
        expect(exit, errors).toBe(0);
        if (!isShell(lang)) expect(errors).toBe('');
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

for (const [lang] of CLIENTS) {
  test.describe(`${lang} with switches`, () => {
    test.describe.configure({ timeout: 240_000 });
    const status = (code: number) => new RegExp(isShell(lang) ? `^HTTP/1.1 ${code} ` : `^Status(?: Code)?: ${code}$`, 'm');

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
      expect(bad.errors).toContain('502');
      expect(bad.code).not.toBe(0);
      const good = await offered(request, '/docs/200?with=check,timeout', lang, info.outputPath('good'));
      expect(good.out).toMatch(status(200));
      expect(good.out).toContain('fullUrl');
      expect(good.code, good.errors).toBe(0);
    });
  });
}

/** Where the page's words are for a reader's own project, the runner that is here. */
async function tested(request: APIRequestContext, lang: string, folder: string, address: string, change: (program: string) => string) {
  const response = await request.get(`${address}&lang=${lang}&with=test`);
  const text = change(await response.text());
  const [, name = ''] = /filename="([^"]+)"/.exec(response.headers()['content-disposition'] ?? '') ?? [];
  await mkdir(join(folder, '0'), { recursive: true });
  const html = await (await request.get(`/docs/502?lang=${lang}&with=test`)).text();
  const panel = html.slice(html.indexOf(`id="code-${lang.split('.')[0]}"`));
  const [, line = ''] = /<p class="hint">(?:<code>[^<]*<\/code>, )?<code>([^<]*)<\/code>/.exec(panel) ?? [];
  const saved = { file: name, run: line };
  const job = { n: 0, folder: join(folder, '0'), file: join(folder, '0', name), text, saved };
  await writeFile(job.file, text);
  const [command = '', ...args] = (await commands({ id: lang, program: undefined, test: saved }, [job], folder)).get(job) ?? [];
  return run(command, args, '', job.folder);
}

for (const [lang] of CLIENTS) {
  test(`${lang} as a test is green, and red where the status differs`, async ({ request }, info) => {
    test.setTimeout(240_000);
    need(lang);
    const right = await tested(request, lang, info.outputPath('right'), '/docs/502/example?', (program) => program);
    expect(right.code, right.out + right.errors).toBe(0);
    const wrong = await tested(request, lang, info.outputPath('wrong'), '/docs/502/example?', (program) => program.replaceAll(/(\d)\/502/g, '$1/503'));
    expect(wrong.out + wrong.errors).toContain('503');
    expect(wrong.code).not.toBe(0);
  });

  test(`${lang} asks again with the ETag that it got`, async ({ request }, info) => {
    test.setTimeout(240_000);
    need(lang);
    const { out, errors, code } = await offered(request, '/docs/200?etag=v1&with=conditional', lang, info.outputPath('program'));
    const statuses = [...out.matchAll(isShell(lang) ? /HTTP\/1.1 (\d+) /g : /^Status(?: Code)?: (\d+)\s*$/gm)].map(([, status]) => status);
    expect(statuses, errors).toEqual(['200', '304']);
    expect(code, errors).toBe(0);
  });
}

for (const [lang] of CLIENTS.filter(([id]) => id !== 'curl.httpie')) {
  test.describe(`${lang} with retry`, () => {
    test.describe.configure({ timeout: 240_000 });
    const statuses = (out: string) => [...out.matchAll(isShell(lang) ? /^HTTP\/1.1 (\d+) /gm : /^Status(?: Code)?: (\d+)$/gm)].map(([, status]) => status);
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

    // The second client of a language waits in the same way.
    if (!lang.includes('.')) test(`${lang} waits until a limit lets it in`, async ({ request }, info) => {
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

test('HTTPie says that it does not repeat a request', async ({ request }) => {
  const program = await (await request.get('/docs/503/example?with=retry&lang=curl.httpie')).text();
  expect(program).toContain("# HTTPie does not repeat a request. curl does, with --retry.");
});

test('no client of the page is forgotten here', async ({ request }) => {
  const html = await (await request.get('/docs/502')).text();
  expect([...html.matchAll(/role="tab" [^>]*data-lang="([^"]+)"/g)].map(([, lang]) => lang)).toEqual(LANGUAGES);
  const offered: string[] = [];
  for (const lang of LANGUAGES) {
    const page = await (await request.get(`/docs/502?lang=${lang}`)).text();
    const others = [...page.matchAll(/<a href="\?lang=([^".]+)(\.[^"]+)"/g)].filter(([, language]) => language === lang);
    offered.push(lang, ...others.map(([, language, client]) => `${language}${client}`));
  }
  expect(offered.toSorted()).toEqual(Object.keys(RUNTIMES).toSorted());
});

// They can't be executed where these tests run, so at least a grammar must know what they say.
for (const [lang, { grammar }] of Object.entries(RUNTIMES)) {
  if (!grammar) continue;
  test(`${lang} is what its grammar knows`, async ({ request }, info) => {
    const queries = ['', 'method=POST&request-body=%22%C3%BC%22+$x+%27y%27&request-auth=basic', 'method=PUT&request-header=X-A:+%22b%22&request-size=3000'];
    const files: string[] = [];
    for (const code of ['200', '204', '301', '407', '502']) {
      for (const query of queries) {
        for (const on of ['', 'with=timeout', 'with=retry', 'with=timeout,retry,check,follow,conditional', 'with=test', 'with=timeout,retry,test']) {
          const response = await request.get(`/docs/${code}/example?lang=${lang}&${query}&${on}`);
          const file = info.outputPath(`${files.length}.txt`);
          await writeFile(file, await response.body());
          files.push(file);
        }
      }
    }
    const { out, errors, code } = await run('python3', [join(import.meta.dirname, 'examples/grammar.py'), grammar, ...files]);
    skipIf(/ModuleNotFoundError/.test(errors) ? `pip install tree-sitter ${grammar}` : undefined);
    expect(out + errors).toBe('');
    expect(code).toBe(0);
  });
}
