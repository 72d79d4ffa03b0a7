// What clients do with redirects and with broken responses when nobody configures them. The book's tables, redirects.tsv and faults.tsv in
// src/book/measured/, say what was measured; here it is measured again. `UPDATE_CONDUCT=1 npx playwright test conduct` writes them again.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { APIRequestContext, Page, Request } from '@playwright/test';
import { expect, test } from './fixtures';
import { run } from './interpreters';
import { clients, printed, rowsOf, write } from './measuring';

/** A request that a client makes. */
interface Asked {
  method?: string;
  url: string;
  /** One header, as `Name: value`. */
  header?: string;
  body?: string;
  /** The timeout that is set in the client. */
  seconds?: number;
}

/** What the client says of it: a status, how many bytes of a body, what it reports. Each can be missing. */
interface Told {
  status: string;
  size: number;
  errors: string[];
}

/** Longer than anything that isn't broken takes. */
const LONG = 30;

/** Between the texts of one error. */
const UNIT = '\x1f';

const CLIENTS = clients(
  'conduct',
  async (lines) => {
    const told = lines.map(async (line) => {
      const [method = '', url = '', header, body, seconds = ''] = line.split('\t');
      const args = ['--silent', '--show-error', '--max-time', seconds, '--output', '/dev/null', '--write-out', '%{http_code}\t%{size_download}'];
      args.push(...(method === 'HEAD' ? ['--head'] : ['--request', method]));
      if (header) args.push('--header', header);
      if (body) args.push('--data', body);
      const { out, errors } = await run('curl', [...args, url]);
      return `${out.replace(/^000\t/, '\t')}\t${errors.trim().replace(/\s+/g, ' ')}`;
    });
    return (await Promise.all(told)).join('\n');
  },
  async (lines, page) => {
    const told: string[] = [];
    let fail: (error?: string) => void = () => {};
    const listener = (request: Request) => fail(request.failure()?.errorText);
    page.on('requestfailed', listener);
    for (const line of lines) {
      const failed = new Promise<string | undefined>((done) => (fail = done));
      const said = await page.evaluate(async (line) => {
        const [method, url = '', header, body, seconds] = line.split('\t');
        let status: number | string = '';
        try {
          const headers = header ? [header.split(': ') as [string, string]] : [];
          const answer = await fetch(url, { method, headers, body: body || undefined, signal: AbortSignal.timeout(Number(seconds) * 1000) });
          status = answer.status;
          return `${status}\t${(await answer.arrayBuffer()).byteLength}\t`;
        } catch (error) {
          return `${status}\t\t${error}`;
        }
      }, line);
      // The console and the network tools show more than scripts get.
      const shown = said.endsWith('\t') ? '' : await failed;
      told.push(shown && shown !== 'net::ERR_ABORTED' ? `${said}${UNIT}${shown}` : said);
    }
    page.off('requestfailed', listener);
    return told.join('\n');
  },
);

/** Makes requests with a client, in a browser from a page of that origin. */
async function ask(client: string, page: Page, origin: string, asked: Asked[]): Promise<{ name: string; told: Told[] }> {
  await page.goto(`${origin}/robots.txt`);
  const lines = asked.map(({ method = 'GET', url, header = '', body = '', seconds = LONG }) => [method, url, header, body, seconds].join('\t'));
  const { name, lines: said } = printed((await CLIENTS[client]?.(lines, page)) ?? '', lines.length);
  const told = said.map((line) => {
    const [status = '', size, errors] = line.split('\t');
    return { status, size: Number(size), errors: errors ? errors.split(UNIT) : [] };
  });
  return { name, told };
}

/** An error as it is in a table: without what differs from run to run. */
function literal(errors: string[]): string {
  const texts = errors.map((text) =>
    text
      .replaceAll(/(https?:\/\/)[^\s"')]+/g, '$1…')
      .replaceAll(/(\b\d+\.\d+\.\d+\.\d+|\bno-such-host\.invalid)(:\d+)?/g, '…')
      .replaceAll(/\b(port[ =])\d+/g, '$1…')
      .replaceAll(/(\burl: |")\/[^\s"]+/g, '$1…')
      .replaceAll(/\b(0x[0-9a-f]+|[0-9A-F]{16}(?=:))/g, '…')
      // What a terminal doesn't show either.
      .replaceAll(/\p{Cc}+/gu, '…')
      .replaceAll(/\b\d+ (ms|milliseconds)\b/g, '… $1')
      .replaceAll('`', "'")
      .trim(),
  );
  return texts.map((text) => `\`${text}\``).join(', ');
}

/** What must be the same with every version: the kind of an error, not its words. Chromium's own names for errors are such kinds. */
const essence = (cell: string) => cell.replaceAll(/`(curl: \(\d+\)|[\w.:]*\w)[^`]*`(, `(?!net::)[^`]*`)*/g, '`$1`');

// Redirects.

const CODES = ['301', '302', '303', '307', '308'];
const BODY = 'item=7';
const NOT_FOLLOWED = 'not followed';
/** More than any client follows. */
const HOPS = 100;

/** A case of a table: its group, its name, and its cell for a client. */
type Case = [group: string, name: string, cell: string];

interface Arrived {
  method: string;
  body: string;
  headers: IncomingMessage['headers'];
}

/**
 * A server whose redirects can lead to other hosts and ports, and that keeps what it was asked. `/302/first?to=…` is a redirect; every other path
 * is a 200. The mock shows no credentials and nothing of a HEAD request, so it can't say what arrived.
 */
async function recorder() {
  const requests = new Map<string, Arrived>();
  const server = createServer(async (request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://recorder');
    const body = await text(request);
    // A preflight asks whether what follows may come.
    if (request.method !== 'OPTIONS') requests.set(pathname, { method: request.method ?? '', body, headers: request.headers });
    answer.setHeader('Access-Control-Allow-Origin', '*').setHeader('Access-Control-Allow-Headers', 'Authorization');
    const to = searchParams.get('to');
    if (to) answer.setHeader('Location', to);
    answer.writeHead(to ? Number(pathname.split('/')[1]) : 200).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    origin: `http://127.0.0.1:${port}`,
    /** The same server by another name, which is another host to its clients. */
    elsewhere: `http://localhost:${port}`,
    stop: () => server.close().closeAllConnections(),
  };
}

type Recorder = Awaited<ReturnType<typeof recorder>>;

/** Why a client didn't follow, if it says so. */
const unfollowed = ({ errors: [error] }: Told) => (error ? `${NOT_FOLLOWED}, \`${error.replace(/: .*/, '')}\`` : NOT_FOLLOWED);

/** Requests with a method and a body: what becomes of them. */
async function methods(client: string, page: Page, here: Recorder) {
  const cases = ['POST', 'PUT', 'HEAD'].flatMap((method) => CODES.map((code) => ({ method, code, id: `${method}-${code}` })));
  const asked = cases.map(({ method, code, id }) => {
    return { method, url: `${here.origin}/${code}/${id}?to=/arrived/${id}`, body: method === 'HEAD' ? '' : BODY };
  });
  const { name, told } = await ask(client, page, here.origin, asked);
  const cells = cases.map(({ method, code, id }, i): Case => {
    expect(here.requests.get(`/${code}/${id}`), 'the first request').toMatchObject({ method, body: asked[i]?.body });
    const arrived = here.requests.get(`/arrived/${id}`);
    if (!arrived) return [method, code, unfollowed(told[i] as Told)];
    const body = { '': 'no body', [BODY]: 'body kept' }[arrived.body] ?? 'another body';
    return [method, code, method === 'HEAD' ? arrived.method : `${arrived.method}, ${body}`];
  });
  return { name, cells };
}

/** Requests with credentials: whether they are sent again. */
async function credentials(client: string, page: Page, here: Recorder, otherPort: Recorder): Promise<Case[]> {
  const cases = [
    ['Same host', 'Authorization', here, here.origin],
    ['Same host', 'Cookie', here, here.origin],
    ['Other host', 'Authorization', here, here.elsewhere],
    ['Other host', 'Cookie', here, here.elsewhere],
    ['Other host', 'Authorization, other port', otherPort, otherPort.origin],
  ] as const;
  const set = (name: string) => (name === 'Cookie' ? ['Cookie', 'session=secret'] : ['Authorization', 'Bearer secret']) as [string, string];
  const asked = cases.map(([, name, , origin], i) => {
    return { url: `${here.origin}/302/${i}?to=${origin}/arrived/${i}`, header: set(name).join(': ') };
  });
  const { told } = await ask(client, page, here.origin, asked);
  return cases.map(([group, name, target], i): Case => {
    const [field, value] = set(name);
    const sent = ({ headers }: Arrived) => headers[field.toLowerCase()] === value;
    const first = here.requests.get(`/302/${i}`);
    const second = target.requests.get(`/arrived/${i}`);
    expect(first, 'the first request').toBeDefined();
    if (first && !sent(first)) return [group, name, "can't be set"];
    if (!second) return [group, name, unfollowed(told[i] as Told)];
    return [group, name, sent(second) ? 'sent' : 'dropped'];
  });
}

/** More redirects than the client follows: how many it followed, and what it says then. */
async function limit(client: string, page: Page, request: APIRequestContext, base: string): Promise<Case[]> {
  const key = randomUUID();
  const { told } = await ask(client, page, base, [{ url: `${base}/302?hops=${HOPS}&key=${key}` }]);
  const record = (await (await request.get(`/-/keys/${key}`)).json()) as { calls: { count: number }[] };
  const count = (record.calls[0]?.count ?? 0) - 1;
  expect(count).toBeLessThan(HOPS - 1);
  const error = count > 0 ? literal(told[0]?.errors ?? []) : NOT_FOLLOWED;
  return [
    ['Limit', 'Redirects followed', count > 0 ? `${count}` : NOT_FOLLOWED],
    ['Limit', 'Error', error || `none, status ${told[0]?.status}`],
  ];
}

// Broken responses.

const WHOLE = 'x'.repeat(100);
const WHAT = 'What it reports';
/** In seconds. Who waits so long gets the rest. */
const STALL = 8;

/** By its group: what is called, and how the case is called. */
const faults = (base: string): [group: string, asked: Asked, name?: string][] => [
  ...['reset', 'close', 'truncate', 'garbage', 'bad-chunk', 'bad-gzip'].map((fault): [string, Asked] => [
    fault,
    { url: `${base}/200?fault=${fault}&body=${WHOLE}` },
  ]),
  ['stall', { url: `${base}/200?fault=stall:${STALL}s&body=${WHOLE}`, seconds: 2 }, `${WHAT} with a timeout of 2 s`],
  // The program holds this port at 127.0.0.1 only.
  ['refused', { url: `${base.replace('127.0.0.1', '127.0.0.2')}/200` }],
  ['no-tls', { url: `${base.replace('http:', 'https:')}/200` }],
  ['no-host', { url: 'http://no-such-host.invalid/' }],
];

function reported({ status, size, errors }: Told, timeout?: number): string {
  const head = status ? `status ${status}` : 'no status';
  if (errors.length > 0) return status ? `${head}, then ${literal(errors)}` : literal(errors);
  if (size === WHOLE.length) return `${head}, whole body ${timeout ? `after ${STALL} s, no timeout` : 'without an error'}`;
  return `${head}, ${size < WHOLE.length ? 'body cut short' : 'broken body'} without an error`;
}

async function broken(client: string, page: Page, base: string) {
  const all = faults(base);
  const { told } = await ask(client, page, base, all.map(([, asked]) => asked));
  return all.map(([group, { seconds }, name = WHAT], i): Case => [group, name, reported(told[i] as Told, seconds)]);
}

/** Both tables' cells for a client. */
async function measure(client: string, page: Page, request: APIRequestContext, base: string) {
  const [here, otherPort] = await Promise.all([recorder(), recorder()]);
  try {
    const { name, cells } = await methods(client, page, here);
    const redirects = [...cells, ...(await credentials(client, page, here, otherPort)), ...(await limit(client, page, request, base))];
    const tables: Record<string, Case[]> = { redirects, faults: await broken(client, page, base) };
    return { name, tables };
  } finally {
    here.stop();
    otherPort.stop();
  }
}

const TABLES = ['redirects', 'faults'];

if (process.env.UPDATE_CONDUCT) {
  test('the tables are written again', async ({ page, request, baseURL, announceAll }) => {
    announceAll();
    test.setTimeout(300_000);
    const columns: Awaited<ReturnType<typeof measure>>[] = [];
    for (const client of Object.keys(CLIENTS)) columns.push(await measure(client, page, request, baseURL ?? ''));
    for (const table of TABLES) {
      const cases = columns[0]?.tables[table] ?? [];
      const rows = [['group', 'case'], ...cases.map(([group, name]) => [group, name])];
      await write(table, rows, columns.map(({ name, tables }) => [name, ...(tables[table] ?? []).map(([, , cell]) => cell)]));
    }
  });
} else {
  Object.keys(CLIENTS).forEach((client, column) => {
    test(`${client} does with redirects and faults what the book says`, async ({ page, request, baseURL, announceAll }) => {
      announceAll();
      test.setTimeout(120_000);
      const { tables } = await measure(client, page, request, baseURL ?? '');
      for (const table of TABLES) {
        const rows = await rowsOf(table);
        expect.soft(tables[table]?.map(([group, name, cell]) => `${group}, ${name}: ${essence(cell)}`), table).toEqual(
          rows.map(([group, name, ...cells]) => `${group}, ${name}: ${essence(cells[column] ?? '')}`),
        );
      }
    });
  });
}
