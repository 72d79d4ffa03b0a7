// Every program that a page offers, run as the page says by its real interpreter.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LANGUAGES, expect, test } from './fixtures';

/** How to see that a language is there, and the Debian packages that bring it. */
const NEEDS: Record<string, { probe: [string, ...string[]]; packages: string }> = {
  curl: { probe: ['curl', '--version'], packages: 'curl' },
  javascript: { probe: ['node', '--version'], packages: 'nodejs' },
  python: { probe: ['python3', '-c', 'import requests'], packages: 'python3 python3-requests' },
  php: { probe: ['php', '--version'], packages: 'php-cli' },
  ruby: { probe: ['ruby', '--version'], packages: 'ruby' },
  go: { probe: ['go', 'version'], packages: 'golang-go' },
  java: { probe: ['java', '-version'], packages: 'default-jdk-headless' },
  node: { probe: ['node', '--version'], packages: 'nodejs' },
};

const CALLS = [
  ...['200', '301', '401', '404', '429', '502', '503', '204'].map((code) => ({ code, query: '' })),
  { code: '502', query: 'method=POST&delay=100ms' },
  { code: '502', query: 'method=HEAD' },
];

/** What no program that works prints. */
const TROUBLE = /Traceback|Exception|Error|Warning|panic:|Fatal|Deprecated|undefined/;

function missing(lang: string): string | undefined {
  const needs = NEEDS[lang];
  if (!needs) return `no entry for ${lang} in examples.spec.ts`;
  try {
    const [command, ...args] = needs.probe;
    execFileSync(command, args, { stdio: 'ignore' });
  } catch {
    return `${needs.probe.join(' ')} fails: apt-get install ${needs.packages}`;
  }
}

/** Runs a command line and gives back what it printed. */
async function run(line: string, folder: string) {
  const [command = '', ...args] = line.split(' ');
  // Playwright asks for colours. One cache for all Go programs, so that the standard library is compiled once.
  const { FORCE_COLOR, DEBUG_COLORS, ...inherited } = process.env;
  const env = { ...inherited, GOCACHE: join(tmpdir(), 'statusbook-go-cache') };
  const program = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors, [code]] = await Promise.all([text(program.stdout), text(program.stderr), once(program, 'close')]);
  return { out, errors, code };
}

for (const lang of LANGUAGES) {
  test.describe(lang, () => {
    // Compilers on a busy machine.
    test.describe.configure({ timeout: 240_000 });

    for (const { code, query } of CALLS) {
      test(`${lang} for ${code} ${query}`.trim(), async ({ request }, info) => {
        const lacks = missing(lang);
        if (process.env.CI) expect(lacks).toBeUndefined();
        test.skip(!!lacks, lacks);

        const html = await (await request.get(`/docs/${code}?${query}`)).text();
        const link = new RegExp(`<a href="([^"]*\\blang=${lang})" download="([^"]+)"[^>]* title="Run it with: ([^"]+)"`).exec(html);
        const [, href = '', name = '', line = ''] = link ?? [];
        expect(href, 'the page offers the program').toContain('/example?');
        const file = info.outputPath(name);
        await writeFile(file, await (await request.get(href.replaceAll('&amp;', '&'))).body());
        const { out, errors, code: exit } = await run(line, dirname(file));

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
