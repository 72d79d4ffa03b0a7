// What the book's tables about clients are measured with: reactions.spec.ts and conduct.spec.ts.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { need, run } from './interpreters';

/** Prints the client's name and version, then a line for each line of its input. */
export type Measure = (lines: string[], page: Page) => Promise<string>;

/** The programs that do this without a browser, by the names of their columns. Each table's are in a folder of their own. */
const PROGRAMS: Record<string, [needs: string, command: string, ...args: string[]]> = {
  node: ['node', 'node', 'node.mjs'],
  requests: ['python', 'python3', 'by_requests.py'],
  urllib: ['python', 'python3', 'by_urllib.py'],
  go: ['go', 'go', 'run', 'client.go'],
  java: ['java', 'java', 'Client.java'],
  ruby: ['ruby', 'ruby', 'client.rb'],
  php: ['php', 'php', 'client.php'],
};

/** All clients in the order of the columns, given those that have no program in the folder. */
export function clients(folder: string, curl: Measure, chromium: Measure): Record<string, Measure> {
  const programs = Object.entries(PROGRAMS).map(([name, [needs, command, ...args]]): [string, Measure] => [
    name,
    async (lines) => {
      need(needs);
      const { out, errors, code } = await run(command, args, `${lines.join('\n')}\n`, join(import.meta.dirname, folder));
      expect(code, errors).toBe(0);
      return out;
    },
  ]);
  return {
    curl: async (lines, page) => {
      need('curl');
      const version = (await run('curl', ['--version'])).out.split(' ')[1];
      return `curl ${version}\n${await curl(lines, page)}`;
    },
    chromium: async (lines, page) => {
      const version = page.context().browser()?.version().split('.')[0];
      return `fetch, Chromium ${version}\n${await chromium(lines, page)}`;
    },
    ...Object.fromEntries(programs),
  };
}

/** What was printed: the client's name and as many lines as it was given. */
export function printed(out: string, count: number): { name: string; lines: string[] } {
  const [name = '', ...lines] = out.replace(/\n$/, '').split('\n');
  expect(lines.length, out).toBe(count);
  return { name, lines };
}

const pathOf = (table: string) => join(import.meta.dirname, '../src/book/measured', `${table}.tsv`);

/** The lines of a table below its head. */
export async function rowsOf(table: string): Promise<string[][]> {
  const [, ...rows] = (await readFile(pathOf(table), 'utf8')).trimEnd().split('\n').map((line) => line.split('\t'));
  return rows;
}

/** Writes a table: what its rows are called, then a column for each client. All of them begin with their heads. */
export async function write(table: string, rows: string[][], columns: string[][]) {
  const lines = rows.map((row, i) => `${[...row, ...columns.map((cells) => cells[i])].join('\t')}\n`);
  await writeFile(pathOf(table), lines.join(''));
}
