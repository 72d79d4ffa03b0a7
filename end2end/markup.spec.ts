// The Nu HTML checker of the W3C over what the server sends.

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { PAGES, expect, test } from './fixtures';

const JAR = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');

interface Message {
  type: string;
  url: string;
  lastLine: number;
  message: string;
  extract: string;
}

test('the Nu checker finds nothing', async ({ request }, info) => {
  test.setTimeout(240_000);
  const sources: Record<string, string> = {};
  for (const [address, status] of PAGES) {
    const response = await request.get(address, { headers: { accept: 'text/html' } });
    expect(response.status(), address).toBe(status);
    sources[address] = await response.text();
  }
  const list = sources['/docs'] ?? '';
  const documents = new Set([...list.matchAll(/href="(\/docs\/[^"#.]+)"/g)].map(([, address]) => address as string));
  expect(documents.size).toBeGreaterThan(100);
  for (const address of documents) sources[address] ??= await (await request.get(address, { headers: { accept: 'text/html' } })).text();
  for (const query of ['', 'method=HEAD&delay=1s', 'delay=5']) {
    const fragment = await (await request.get(`/docs/502/panel?${query}`)).text();
    sources[`/docs/502/panel?${query}`] = `<!DOCTYPE html><html lang="en"><head><title>Panel</title></head><body><h1>Panel</h1>${fragment}</body></html>`;
  }

  const files = new Map<string, string>();
  for (const [address, html] of Object.entries(sources)) {
    const file = info.outputPath(`${files.size}.html`);
    await writeFile(file, html);
    files.set(file, address);
  }
  // It ends with 1 when it found something; what that is stands in its output all the same.
  const checked = await promisify(execFile)('java', ['-jar', JAR, '--format', 'json', '--stdout', ...files.keys()], { maxBuffer: 1 << 26 })
    .catch((error: { stdout?: string }) => (error.stdout ? { stdout: error.stdout } : Promise.reject(error)));
  const { messages } = JSON.parse(checked.stdout) as { messages: Message[] };
  const found = messages.map((m) => `${files.get(new URL(m.url).pathname)} line ${m.lastLine}: ${m.type}: ${m.message} ${m.extract}`);
  expect(found).toEqual([]);
});
