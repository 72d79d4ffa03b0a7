// Runs the examples that the pages offer, as the pages say: every client for every status, then pairs of options and switches, and
// sixty that a browser copied.
//
//   node examples.mjs [--clients python,go] [--codes 502,503] [--plain] [--pairs] [--copied] [--record]
//
// --plain, --pairs and --copied run that part alone.
//
// --record writes down with which versions the programs were run, for the pages.
//
// What a program must print is what a socket gets from the mock for the same call, read here without any HTTP library.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { availableParallelism } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { commands } from './batches.mjs';
import { clipboard, copies } from './copied.mjs';
import { pairs } from './pairs.mjs';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../..');
const WORK = join(HERE, 'run');
const RUNTIMES = JSON.parse(readFileSync(join(HERE, '../runtimes.json'), 'utf8'));
/** A program that takes longer hangs. */
const LONGEST_MS = 90_000;
/** What no program that works prints. */
const TROUBLE = /Traceback|Exception in|Warning:|panic:|Deprecated:|undefined/;
/** What runners say of one test that passed. */
const TESTED = /\b1 passed|^# pass 1$|^ℹ pass 1$|OK \(1 test|1 example, 0 failures|^--- PASS|1 tests successful/m;
const HTML = { headers: { Accept: 'text/html', 'User-Agent': 'Mozilla/5.0' } };

const { values } = parseArgs({
  options: { clients: { type: 'string' }, codes: { type: 'string' }, plain: { type: 'boolean' }, pairs: { type: 'boolean' }, copied: { type: 'boolean' }, record: { type: 'boolean' } },
});
const isWhole = !(values.plain || values.pairs || values.copied);
const wanted = (list) => (id) => !list || list.split(',').includes(id);

const server = await start();
const browser = isWhole || values.copied ? await clipboard(server.origin) : undefined;
try {
  const { statuses } = await (await fetch(`${server.origin}/api/statuses`)).json();
  const codes = statuses.map(({ code }) => String(code)).filter(wanted(values.codes));
  const clients = (await offered()).filter(({ id }) => wanted(values.clients)(id));
  const copying = clients.filter(({ id, language }) => language !== 'export' && !RUNTIMES[id]?.grammar);
  await rm(WORK, { recursive: true, force: true });
  const rows = [];
  for (const client of clients) rows.push(await tried(client, codes, copying));
  console.log(table(rows));
  const failures = rows.flatMap(({ failures }) => failures);
  for (const { name, why } of failures) console.log(`${name}: ${why}`);
  const total = rows.reduce((sum, { passed }) => sum + passed, 0);
  console.log(failures.length ? `${failures.length} failed, ${total} passed.` : `All ${total} passed.`);
  if (values.record && !failures.length) await record(rows);
  if (failures.length || rows.some(({ missing }) => missing && process.env.CI)) process.exitCode = 1;
} finally {
  await browser?.stop();
  await server.stop();
}

/** All cases of a client, run. */
async function tried(client, codes, copying) {
  const row = { id: client.id, version: '', passed: 0, failures: [], seconds: 0, missing: undefined };
  const runtime = RUNTIMES[client.id];
  if (!runtime) return { ...row, failures: [{ name: client.id, why: 'has no entry in runtimes.json' }] };
  if (runtime.grammar) return { ...row, version: 'not executed' };
  const probed = await output(runtime.probe[0], runtime.probe.slice(1), join(HERE, '..'));
  if (probed.code !== 0) return { ...row, missing: runtime.packages };
  row.version = `${runtime.name} ${/\d+(\.\d+)+|\d+/.exec(probed.out)?.[0] ?? ''}`;
  const started = Date.now();
  const cases = [
    ...(isWhole || values.plain ? codes.map((code) => ({ code, page: `/docs/${code}?`, call: `/${code}`, with: [] })) : []),
    ...(isWhole || values.pairs ? pairs(codes) : []),
    ...(isWhole || values.copied ? copies(codes, copying, client) : []),
  ];
  const jobs = cases.map((one, n) => ({ ...one, n, folder: join(WORK, client.id, String(n)), name: `${client.id} for ${one.page.replace(/[?&]$/, '')}${one.copied ? ', copied' : ''}` }));
  await inParallel(jobs, 8, async (job) => {
    job.text = job.copied ? await browser.copy(`${job.page}&lang=${client.id}`) : await downloaded(job, client);
    await mkdir(job.folder, { recursive: true });
    job.saved = client[job.with.includes('test') ? 'test' : 'program'];
    job.file = join(job.folder, job.saved.file);
    await writeFile(job.file, job.text);
  });
  const lines = await commands(client, jobs, join(WORK, client.id));
  let done = 0;
  await inParallel(jobs, availableParallelism() + 1, async (job) => {
    const why = await trouble(client, job, lines.get(job));
    if (why) row.failures.push({ name: job.name, why });
    else row.passed += 1;
    done += 1;
    if (process.stderr.isTTY || done % 25 === 0 || done === jobs.length) process.stderr.write(`\r${client.id}: ${done} of ${jobs.length}${process.stderr.isTTY && done < jobs.length ? '' : '\n'}`);
  });
  row.seconds = Math.round((Date.now() - started) / 1000);
  return row;
}

/** The program of a page as its Download link gives it. */
async function downloaded({ page }, client) {
  const address = page.replace(/^\/docs\/(\w+)\?/, '/docs/$1/example?');
  const response = await fetch(`${server.origin}${address}&lang=${client.id}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${address} responds with ${response.status}: ${text.slice(0, 200)}`);
  return text;
}

/** What is wrong with a program's run; nothing if it did what the page says. */
async function trouble(client, job, [command, ...args]) {
  const ran = await output(command, args, job.folder);
  if (ran.late) return `took longer than ${LONGEST_MS / 1000} s`;
  const said = (ran.out + ran.errors).trim().split('\n').slice(-3).join(' | ').slice(0, 300);
  const printed = [...ran.out.matchAll(client.language === 'curl' ? /HTTP\/1\.1 (\d{3}) /g : /^Status(?: Code)?: (\d+)\s*$/gm)].map(([, status]) => status).filter((status) => client.language !== 'curl' || !/^1/.test(status) || status === '101');
  const wire = await exchange(job);
  if (client.language === 'export') {
    // Hurl and Newman compare the status themselves.
    if (!wire.arrives || (ran.code === 0 && (client.id !== 'export.http' || wire.location || ran.out.includes(`HTTP/1.1 ${wire.status}`)))) return '';
    return `ends with ${ran.code}: ${said}`;
  }
  if (job.with.includes('test')) {
    if (ran.code !== 0) return `its test fails: ${said}`;
    return client.language === 'curl' || TESTED.test(ran.out + ran.errors) ? '' : `no test ran: ${said}`;
  }
  if (TROUBLE.test(ran.out + ran.errors)) return `prints trouble: ${said}`;
  // fetch throws an error for a 407 without a proxy; the program says so.
  if (!wire.arrives || (wire.status === '407' && /fetch/.test(job.text) && /407/.test(job.text.split('\n')[0]))) {
    return ran.code === 0 ? `ends with 0 although no response comes: ${said}` : '';
  }
  const follows = job.with.includes('follow') || client.id === 'javascript';
  const status = wire.location && follows ? undefined : wire.status;
  if (!printed.length) return `prints no status: ${said}`;
  const fails = job.with.includes('check') && Number(wire.status) >= 400;
  const next = fails ? undefined : await nextOf(job, wire);
  const first = next ? printed.at(-2) : printed.at(-1);
  if (status && first !== status) return `prints ${first}, the mock sends ${status}`;
  if (next && printed.at(-1) !== next) return `prints ${printed.at(-1)} for what it asks next, the mock sends ${next}`;
  if (fails && ran.code === 0) return `ends with 0 after ${first}, with check`;
  if (!fails && ran.code !== 0) return `ends with ${ran.code}: ${said}`;
  return '';
}

/** The status of the request that follows from a response, if one does. */
async function nextOf(job, { status, etag, address }) {
  const asks = (name) => job.with.includes(name);
  // Location can lead to another host: a program with credentials doesn't go there.
  const hasSecret = (job.headers ?? []).some((header) => header.startsWith('Authorization'));
  if (asks('follow') && status === '201' && address && !hasSecret) return (await exchange({ call: address })).status;
  if (!asks('conditional') || !etag || !/^(GET|HEAD)$/.test(job.method ?? 'GET') || (asks('follow') && address)) return undefined;
  return (await exchange({ ...job, headers: [...(job.headers ?? []), `If-None-Match: ${etag}`] })).status;
}

/** The call on a socket: the final status, whether there is a Location, and whether the response comes whole. */
async function exchange({ call, method = 'GET', headers = [], body = '' }) {
  const { hostname, port, host } = new URL(server.origin);
  const socket = connect(Number(port), hostname);
  const length = body || /POST|PUT|PATCH/.test(method) ? [`Content-Length: ${Buffer.byteLength(body)}`] : [];
  socket.write([`${method} ${call} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, ...length, '', body].join('\r\n'));
  let text = '';
  socket.setEncoding('latin1').on('data', (piece) => { text += piece; });
  socket.setTimeout(20_000, () => socket.destroy());
  await new Promise((done) => socket.on('close', done).on('error', () => {}));
  while (/^HTTP\/1\.1 1(?!01)\d\d/.test(text)) text = text.slice(text.indexOf('\r\n\r\n') + 4);
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  const [head = '', content = ''] = [text.slice(0, text.indexOf('\r\n\r\n')), text.slice(text.indexOf('\r\n\r\n') + 4)];
  const promised = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  const whole = method === 'HEAD' || status === '304' || content.length >= promised;
  const header = (name) => new RegExp(`^${name}: (.*)\\r$`, 'im').exec(`${head}\r\n`)?.[1];
  return { status, etag: header('etag'), address: header('location'), location: /^3(01|02|03|07|08)$/.test(status) && /^location:/im.test(head), arrives: Boolean(status) && whole };
}

/** Every client of the pages: its id, its file and how it is run. */
async function offered() {
  const page = async (lang) => (await fetch(`${server.origin}/docs/200?lang=${lang}`, HTML)).text();
  const languages = [...(await page('')).matchAll(/role="tab"[^>]* data-lang="([^"]+)"/g)].map(([, id]) => id);
  const clients = [];
  for (const language of languages) {
    // Files that aren't started: end2end/exports.spec.ts tries them.
    const isStarted = (id) => !['export.msw', 'export.playwright', 'export.har'].includes(id);
    const html = await page(language);
    const others = [...html.matchAll(/\?lang=([a-z]+\.[a-z.-]+)"/g)].map(([, id]) => id).filter((id) => id.startsWith(`${language}.`));
    for (const id of [language, ...new Set(others)].filter(isStarted)) {
      clients.push({ id, language, program: await saved(id, page), test: await saved(`${id}&with=test`, page) });
    }
  }
  return clients;
}

/** The file of a program, and how the page says that it is run. */
async function saved(query, page) {
  const [id] = query.split('&');
  const link = new RegExp(`<a href="[^"]*\\blang=${id}(?:&amp;[^"]*)?" download="([^"]+)".*?<p class="hint">(?:<code>[^<]*</code>, )?<code>([^<]*)</code>`, 's').exec(await page(query));
  if (!link) throw new Error(`the page offers no program for ${query}`);
  return { file: link[1], run: link[2].replaceAll('&amp;', '&') };
}

/** Puts the versions of these clients into the table of the book, and leaves the others as they are. */
async function record(rows) {
  const file = join(ROOT, 'src/book/measured/examples.tsv');
  const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const table = new Map(lines.map((line) => [line.split('\t')[0], line]));
  const today = new Date().toISOString().slice(0, 10);
  for (const { id, version, passed } of rows) if (passed) table.set(id, [id, version, today].join('\t'));
  await writeFile(file, `${[head, ...[...table.values()].toSorted()].join('\n')}\n`);
}

async function inParallel(items, at, act) {
  const rest = items[Symbol.iterator]();
  await Promise.all(Array.from({ length: at }, async () => { for (const item of rest) await act(item); }));
}

function output(command, args, cwd) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)));
  const path = [join(ROOT, '.tools/python/bin'), join(HERE, '../node_modules/.bin'), process.env.PATH].join(delimiter);
  return new Promise((done) => {
    const program = execFile(command, args, { cwd, env: { ...clean, PATH: path, NO_COLOR: '1' }, timeout: LONGEST_MS, maxBuffer: 64 << 20 }, (error, out, errors) => {
      done({ out, errors, code: error ? (error.code ?? 1) : 0, late: error?.killed && error.signal === 'SIGTERM' });
    });
    program.stdin.end();
  });
}

function table(rows) {
  const lines = [['Client', 'Version', 'Passed', 'Failed', 'Seconds'], ...rows.map(({ id, version, passed, failures, seconds, missing }) => (missing ? [id, `missing: ${missing}`, '', '', ''] : [id, version, passed, failures.length, seconds].map(String)))];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => (line[0] && line[1].startsWith('missing') && column ? 0 : line[column].length))));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

async function start() {
  const path = resolve(process.env.STATUSBOOK ?? join(ROOT, 'target/debug/statusbook'));
  if (!existsSync(path)) throw new Error(`${path} isn't built: make examples builds it`);
  const program = spawn(path, ['--address', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  process.once('exit', () => program.kill('SIGKILL'));
  const [line] = await once(createInterface(program.stdout), 'line');
  const origin = /http:\/\/\S+/.exec(line)?.[0];
  return { origin, stop: () => program.kill('SIGTERM') };
}
