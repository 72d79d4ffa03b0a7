// Clients of every day against the mock: what they make of redirects, retries, interim answers, upgrades and faults.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { Agent, RetryAgent, request as undici } from 'undici';
import WebSocket from 'ws';
import { expect, test } from './fixtures';
import { need, run } from './interpreters';

/** The calls that the program counted for a key. */
async function counted(base: string | undefined, key: string): Promise<number[]> {
  const record = (await (await fetch(`${base}/-/keys/${key}`)).json()) as { calls: { count: number }[] };
  return record.calls.map(({ count }) => count);
}

test.describe('curl', () => {
  test.beforeEach(() => need('curl'));

  /** A call that would hang ends with exit code 28. */
  const curl = (args: string[], input?: string) => run('curl', ['--silent', '--show-error', '--max-time', '20', ...args], input);
  /** Prints one value of the transfer and no body. */
  const only = (value: string) => ['--output', '/dev/null', '--write-out', `%{${value}}`];

  test('a page comes as Markdown', async ({ baseURL }) => {
    const { out } = await curl([`${baseURL}/docs/502`]);
    expect(out).toMatch(/^# 502 Bad Gateway\n/);
    expect(out).toContain('## How to Fix It');
    // Messages of the page have markup in them, as code.
    expect(out.replace(/`[^`\n]*`/g, '')).not.toContain('<!DOCTYPE');
    expect((await curl([`${baseURL}/docs/5xx`])).out).toMatch(/^# 5xx Server Error\n/);
    expect((await curl(['--header', 'Accept: text/html', `${baseURL}/docs/502`])).out).toMatch(/^<!DOCTYPE html>/);
  });

  test('--retry goes on until the sequence succeeds', async ({ baseURL }, info) => {
    const key = randomUUID();
    // Not /dev/null: before each retry curl empties what it wrote.
    const file = info.outputPath('answer.json');
    const call = `${baseURL}/sequence/503;retry-after=0,503;retry-after=0,200?key=${key}`;
    const { out, code } = await curl(['--retry', '3', '--output', file, '--write-out', '%{http_code}', call]);
    expect([out, code]).toEqual(['200', 0]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ success: true, status: 200 });
    expect(await counted(baseURL, key)).toEqual([3]);
  });

  // hops counts every redirect, so curl follows as many as it allows itself and no more.
  for (const [hops, exit, status, redirects] of [
    ['3', 0, '200', '3'],
    ['5', 0, '200', '5'],
    ['6', 47, '302', '5'],
    ['9', 47, '302', '5'],
    ['loop', 47, '302', '5'],
  ] as const) {
    test(`--max-redirs 5 against hops=${hops}`, async ({ baseURL }) => {
      const { out, code } = await curl(['-L', '--max-redirs', '5', ...only('http_code} %{num_redirects'), `${baseURL}/302?hops=${hops}`]);
      expect([out, code]).toEqual([`${status} ${redirects}`, exit]);
    });
  }

  test('-r gets the bytes it asks for', async ({ baseURL }) => {
    const whole = await curl(['-r', '0-', `${baseURL}/206`]);
    expect(whole.code).toBe(0);
    for (const [range, expected] of [
      ['0-9', whole.out.slice(0, 10)],
      ['100-109', whole.out.slice(100, 110)],
      ['-10', whole.out.slice(-10)],
    ] as const) {
      const { out, code } = await curl(['-r', range, `${baseURL}/206`]);
      expect([out, out.length, code], range).toEqual([expected, 10, 0]);
    }
  });

  // A server that says nothing would make curl wait past --max-time.
  const asking = ['--expect100-timeout', '30', '-H', 'Expect: 100-continue', '--dump-header', '-', '--data-binary', '@-'];
  const BODY = 'x'.repeat(100_000);

  const REFUSING = ['401', '411', '413', '415', '431'];

  for (const code of REFUSING) {
    test(`a body that ${code} refuses is never sent`, async ({ baseURL }) => {
      const said = await curl([...asking, ...only('size_upload'), `${baseURL}/${code}`], BODY);
      expect(said.out).toMatch(new RegExp(`^HTTP/1\\.1 ${code} [^]*\r\n\r\n0$`));
      expect(said.code).toBe(0);
    });
  }

  // Its last request never became whole, so the connection ends: RFC 9110 section 10.1.1 wants that said.
  test('a refusal of the body says that the connection ends', async ({ baseURL }) => {
    for (const code of REFUSING) {
      const { out } = await curl([...asking, ...only('size_upload'), `${baseURL}/${code}`], BODY);
      expect.soft(out).toMatch(/^connection: close\r$/im);
    }
  });

  // So long a body that curl asks by itself. The connection ends with the answer, so curl does not try without asking.
  test('a body that 417 refuses is never sent', async ({ baseURL }) => {
    const said = await curl(['--data-binary', '@-', ...only('http_code} %{size_upload'), `${baseURL}/417`], 'x'.repeat(2_000_000));
    expect([said.out, said.code]).toEqual(['417 0', 0]);
  });

  for (const [code, final] of [
    ['100', '200'],
    ['200', '200'],
    ['502', '502'],
  ] as const) {
    test(`a body that ${code} wants is asked for with 100`, async ({ baseURL }) => {
      const said = await curl([...asking, ...only('size_upload'), `${baseURL}/${code}`], BODY);
      expect(said.out).toMatch(new RegExp(`^HTTP/1\\.1 100 Continue\r\n\r\nHTTP/1\\.1 ${final} [^]*\r\n\r\n${BODY.length}$`));
      expect(said.code).toBe(0);
    });
  }

  test('who signs in is asked for the body, and gets it back', async ({ baseURL }) => {
    const call = `${baseURL}/401?auth=basic:user:pass&body=request&type=text/plain`;
    const { out, code } = await curl([...asking, '-u', 'user:pass', call], 'my own body');
    expect(out).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nmy own body$/);
    expect(code).toBe(0);
  });

  test('-x finds a proxy that wants credentials', async ({ baseURL }) => {
    const asked = await curl(['-i', '-x', `${baseURL}`, 'http://elsewhere.invalid/407']);
    expect(asked.out).toMatch(/^HTTP\/1.1 407 Proxy Authentication Required\r\n[^]*^proxy-authenticate: Bearer /m);
    expect(asked.code).toBe(0);
    const call = ['-x', `${baseURL}`, ...only('http_code'), 'http://elsewhere.invalid/407?auth=basic:user:pass'];
    expect((await curl(['-U', 'user:wrong', ...call])).out).toBe('407');
    expect((await curl(['-U', 'user:pass', ...call])).out).toBe('200');
  });

  for (const code of ['102', '103', '104']) {
    test(`--http1.0 is never sent ${code}`, async ({ baseURL }) => {
      const old = await curl(['-i', '--http1.0', `${baseURL}/${code}`]);
      expect(old.out).toMatch(/^HTTP\/1\.[01] 200 OK\r\n/);
      expect(old.out.match(/^HTTP\//gm)).toHaveLength(1);
      const today = await curl(['-i', `${baseURL}/${code}`]);
      expect(today.out).toMatch(new RegExp(`^HTTP/1\\.1 ${code} [^]*\r\n\r\nHTTP/1\\.1 200 OK\r\n`));
      expect([old.code, today.code]).toEqual([0, 0]);
    });
  }

  for (const [call, status, exits] of [
    ['/502?fault=reset', '000', [56]],
    ['/502?fault=close', '000', [52]],
    ['/444', '000', [52]],
    ['/502?fault=truncate', '502', [18]],
    // 23 in newer versions.
    ['/502?fault=bad-gzip', '502', [61, 23]],
    ['/502?fault=bad-chunk', '502', [56]],
    // “Received HTTP/0.9 when not allowed”.
    ['/502?fault=garbage', '000', [1]],
  ] as const) {
    test(`${call} is the fault that it says`, async ({ baseURL }) => {
      const { out, code } = await curl(['--compressed', ...only('http_code'), baseURL + call]);
      expect(out).toBe(status);
      expect(exits).toContain(code);
    });
  }
});

test.describe('Python', () => {
  test.beforeEach(() => need('python'));

  async function python(program: string, ...args: (string | undefined)[]): Promise<unknown> {
    const { out, errors, code } = await run('python3', ['-c', program, ...args.map(String)]);
    expect([errors, code]).toEqual(['', 0]);
    return JSON.parse(out);
  }

  test("urllib3's Retry goes on until the sequence succeeds", async ({ baseURL }) => {
    const key = randomUUID();
    const program = `
import json, sys, requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry
session = requests.Session()
session.trust_env = False
session.mount("http://", HTTPAdapter(max_retries=Retry(total=5, status_forcelist=[503], backoff_factor=0)))
answer = session.get(sys.argv[1], timeout=20)
print(json.dumps([answer.status_code, answer.json()["status"], len(answer.raw.retries.history)]))`;
    const call = `${baseURL}/sequence/503;retry-after=0,503;retry-after=0,200?key=${key}`;
    expect(await python(program, call)).toEqual([200, 200, 2]);
    expect(await counted(baseURL, key)).toEqual([3]);
  });

  test('requests gives up on a loop of redirects', async ({ baseURL }) => {
    const program = `
import json, sys, requests
session = requests.Session()
session.trust_env = False
try:
    session.get(sys.argv[1], timeout=20)
except requests.TooManyRedirects as error:
    print(json.dumps([error.response.status_code, len(error.response.history)]))`;
    expect(await python(program, `${baseURL}/302?hops=loop`)).toEqual([302, 30]);
  });

  // Of the interim answers it knows 100 only.
  test('http.client takes 103 for the answer', async ({ baseURL }) => {
    const program = `
import http.client, json, sys
connection = http.client.HTTPConnection(sys.argv[1], timeout=20)
connection.request("GET", "/103")
answer = connection.getresponse()
print(json.dumps([answer.status, answer.reason, answer.getheader("Link"), answer.read().decode()]))`;
    const [status, reason, link, body] = (await python(program, new URL(`${baseURL}`).host)) as string[];
    expect([status, reason, body]).toEqual([103, 'Early Hints', '']);
    expect(link).toMatch(/^<\/[^>]+>; rel=preload/);
  });
});

test.describe('Node', () => {
  for (const code of [102, 103, 104]) {
    test(`fetch sees past ${code}, undici sees it`, async ({ baseURL }) => {
      const answer = await fetch(`${baseURL}/${code}`);
      expect([answer.status, answer.headers.get('x-mock-status')]).toEqual([200, `${code}`]);
      expect(await answer.json()).toMatchObject({ success: true });

      const interim: number[] = [];
      const { statusCode, body } = await undici(`${baseURL}/${code}`, { onInfo: ({ statusCode }) => interim.push(statusCode) });
      expect([...interim, statusCode]).toEqual([code, 200]);
      expect(await body.json()).toMatchObject({ success: true });
    });
  }

  test('undici retries until the sequence succeeds', async ({ baseURL }) => {
    const key = randomUUID();
    const dispatcher = new RetryAgent(new Agent(), { minTimeout: 0, statusCodes: [503] });
    const call = `${baseURL}/sequence/503;retry-after=none,503;retry-after=none,200?key=${key}`;
    const { statusCode, headers, body } = await undici(call, { dispatcher });
    expect([statusCode, headers['x-mock-step']]).toEqual([200, '3/3']);
    expect(await body.json()).toMatchObject({ status: 200 });
    expect(await counted(baseURL, key)).toEqual([3]);
    await dispatcher.close();
  });

  test('calls with a key are counted', async ({ baseURL }) => {
    const key = randomUUID();
    for (const count of [1, 2]) {
      const answer = await fetch(`${baseURL}/503?key=${key}`);
      expect([answer.status, answer.headers.get('x-mock-call')]).toEqual([503, `${count}`]);
      expect(await counted(baseURL, key)).toEqual([count]);
    }
  });

  test('fetch leaves a delayed call, and the program goes on', async ({ baseURL }) => {
    const begun = performance.now();
    const left = fetch(`${baseURL}/200?delay=5s`, { signal: AbortSignal.timeout(100) });
    await expect(left).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - begun).toBeLessThan(4000);
    expect((await fetch(`${baseURL}/200`)).status).toBe(200);
  });

  test('fetch signs in', async ({ baseURL }) => {
    const call = (credentials?: string) =>
      fetch(`${baseURL}/401?auth=basic:user:pass`, { headers: credentials ? { Authorization: `Basic ${btoa(credentials)}` } : {} });
    for (const credentials of [undefined, 'user:wrong']) {
      const refused = await call(credentials);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic realm="/)]);
    }
    const welcome = await call('user:pass');
    expect([welcome.status, welcome.headers.get('x-mock-status')]).toEqual([200, '401']);
    expect(await welcome.json()).toMatchObject({ success: true, status: 200 });
  });

  test('fetch throws where there is no answer', async ({ baseURL }) => {
    for (const call of ['/444', '/502?fault=reset', '/502?fault=garbage']) {
      await expect(fetch(baseURL + call), call).rejects.toThrow('fetch failed');
    }
    const cut = await fetch(`${baseURL}/502?fault=truncate`);
    expect(cut.status).toBe(502);
    await expect(cut.text()).rejects.toThrow('terminated');
  });

  test('a WebSocket echoes text, bytes and pings, and closes in order', async ({ baseURL }) => {
    const socket = new WebSocket(`${baseURL}/101`, { handshakeTimeout: 10_000 });
    await once(socket, 'open');
    for (const message of ['Grüße, 世界', Buffer.from([0, 255, 10, 13, 128]), '', 'x'.repeat(50_000)]) {
      const echo = once(socket, 'message');
      socket.send(message);
      const [data, isBinary] = await echo;
      expect(isBinary).toBe(Buffer.isBuffer(message));
      expect((data as Buffer).equals(Buffer.from(message as string))).toBe(true);
    }
    const pong = once(socket, 'pong');
    socket.ping('still there?');
    expect(String((await pong)[0])).toBe('still there?');

    const closed = once(socket, 'close');
    socket.close(4000, 'enough');
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([4000, 'enough']);
  });

  test('without a WebSocket 101 is 426', async ({ baseURL }) => {
    const answer = await fetch(`${baseURL}/101`);
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect(await answer.json()).toMatchObject({ success: false, status: 426 });
  });
});

test.describe('Java', () => {
  test.beforeEach(() => need('java'));
  // The JDK compiles the program first.
  test.describe.configure({ timeout: 120_000 });

  const PROGRAMS = {
    HttpClient: `
import java.net.URI;
import java.net.http.*;

class Call {
  public static void main(String[] args) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(args[0])).build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(answer.statusCode() + " " + answer.headers().firstValue("Content-Type").get());
    System.out.println(answer.body());
  }
}`,
    HttpURLConnection: `
import java.net.*;

class Call {
  public static void main(String[] args) throws Exception {
    var answer = (HttpURLConnection) URI.create(args[0]).toURL().openConnection();
    System.out.println(answer.getResponseCode() + " " + answer.getContentType());
    System.out.println(new String(answer.getErrorStream().readAllBytes(), "UTF-8"));
  }
}`,
  };

  for (const [client, program] of Object.entries(PROGRAMS)) {
    test(`${client} gets JSON`, async ({ baseURL }, info) => {
      const file = info.outputPath('Call.java');
      await writeFile(file, program);
      for (const [call, status] of [
        ['/502', 502],
        // HttpClient asks for an upgrade to HTTP/2 in every first call: that is no WebSocket.
        ['/101', 426],
      ] as const) {
        const { out, errors, code } = await run('java', [file, baseURL + call]);
        expect([errors, code]).toEqual(['', 0]);
        const [, first, body = ''] = /^(.*)\n([^]*)$/.exec(out) ?? [];
        expect(first).toBe(`${status} application/json`);
        expect(JSON.parse(body)).toMatchObject({ request: { method: 'GET', url: call } });
      }
    });
  }
});
