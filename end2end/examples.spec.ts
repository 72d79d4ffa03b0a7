// Every program that a page offers, run as the page says by its real interpreter.

import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LANGUAGES, expect, test } from './fixtures';
import { need, run } from './interpreters';

const CALLS = [
  ...['200', '301', '401', '404', '429', '502', '503', '204'].map((code) => ({ code, query: '' })),
  { code: '502', query: 'method=POST&delay=100ms' },
  { code: '502', query: 'method=HEAD' },
];

/** What no program that works prints. */
const TROUBLE = /Traceback|Exception|Error|Warning|panic:|Fatal|Deprecated|undefined/;

for (const lang of LANGUAGES) {
  test.describe(lang, () => {
    // Compilers on a busy machine.
    test.describe.configure({ timeout: 240_000 });

    for (const { code, query } of CALLS) {
      test(`${lang} for ${code} ${query}`.trim(), async ({ request }, info) => {
        need(lang);

        const html = await (await request.get(`/docs/${code}?${query}`)).text();
        const link = new RegExp(`<a href="([^"]*\\blang=${lang})" download="([^"]+)"[^>]* title="Run it with: ([^"]+)"`).exec(html);
        const [, href = '', name = '', line = ''] = link ?? [];
        expect(href, 'the page offers the program').toContain('/example?');
        const file = info.outputPath(name);
        await writeFile(file, await (await request.get(href.replaceAll('&amp;', '&'))).body());
        const [command = '', ...args] = line.split(' ');
        const { out, errors, code: exit } = await run(command, args, '', dirname(file));

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

test('no language of the page is forgotten here', async ({ request }) => {
  const html = await (await request.get('/docs/502')).text();
  expect([...html.matchAll(/role="tab" [^>]*data-lang="([^"]+)"/g)].map(([, lang]) => lang)).toEqual(LANGUAGES);
});
