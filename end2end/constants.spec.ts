// What libraries call each code. src/book/measured/constants.tsv says it on the pages; here the libraries are asked again.
// `UPDATE_CONSTANTS=1 npx playwright test constants` writes the table again.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import { need, run } from './interpreters';

const TABLE = join(import.meta.dirname, '../src/book/measured/constants.tsv');
const PROGRAMS = join(import.meta.dirname, 'constants');

/** In the order of the table's columns: name, what it needs, and the program that prints codes with their constants. */
const LIBRARIES: [name: string, needs: string, command: string, ...args: string[]][] = [
  ['Go', 'go', 'go', 'run', 'constants.go'],
  ['Java', 'java', 'java', 'Constants.java'],
  ['Python', 'python', 'python3', 'constants.py'],
  ['Ruby', 'ruby', 'ruby', 'constants.rb'],
  ['Rust (http)', 'rust', 'node', 'rust.mjs'],
  ['PHP (Symfony)', 'php', 'php', 'constants.php'],
  ['Rails', 'ruby', 'ruby', 'rails.rb'],
];
/** Can't be asked here. Their columns were read from the sources that the page names, and stay as they are. */
const READ = ['.NET', 'Kotlin (Ktor)'];

async function known(needs: string, command: string, ...args: string[]): Promise<Map<string, string[]>> {
  need(needs);
  const { out, errors, code } = await run(command, args, '', PROGRAMS);
  expect(code, errors).toBe(0);
  const names = new Map<string, string[]>();
  for (const line of out.trim().split('\n')) {
    const [code = '', name = ''] = line.split('\t');
    names.set(code, [...(names.get(code) ?? []), name]);
  }
  return names;
}

if (process.env.UPDATE_CONSTANTS) {
  test('the table of constants is written again', async () => {
    const columns = await Promise.all(LIBRARIES.map(([, ...program]) => known(...program)));
    const [head = [], ...before] = (await readFile(TABLE, 'utf8')).trimEnd().split('\n').map((line) => line.split('\t'));
    const read = new Map(before.map((row) => [row[0] ?? '', READ.map((name) => row[head.indexOf(name)] ?? '')]));
    const codes = [...new Set([...columns.flatMap((column) => [...column.keys()]), ...read.keys()])].sort();
    const rows = codes.map((code) => [code, ...columns.map((column) => column.get(code)?.[0] ?? ''), ...(read.get(code) ?? [])]);
    await writeFile(TABLE, [['code', ...LIBRARIES.map(([name]) => name), ...READ], ...rows].map((row) => `${row.join('\t')}\n`).join(''));
  });
} else {
  LIBRARIES.forEach(([name, ...program], column) => {
    test(`${name} has the constants that the pages name`, async () => {
      const names = await known(...program);
      const [, ...rows] = (await readFile(TABLE, 'utf8')).trimEnd().split('\n').map((line) => line.split('\t'));
      const named = rows.map((row) => [row[0] ?? '', row[column + 1] ?? '']).filter(([, constant]) => constant);
      expect(named.length).toBeGreaterThan(30);
      // A newer version may call a code otherwise; the older name must still be there.
      const gone = named.filter(([code, constant]) => !names.get(code ?? '')?.includes(constant ?? ''));
      expect(gone).toEqual([]);
    });
  });
}
