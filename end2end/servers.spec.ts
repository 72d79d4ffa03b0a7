// The code of /docs/return-CODE runs: what each server sends is what the page promises. One start per server, with a route per status.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from './fixtures';
import { probe } from './interpreters';

/** What belongs to each status, beside the body. */
const STATUSES: Record<number, Record<string, string>> = {
  200: {},
  201: { location: '/new-address' },
  202: { link: '</200>; rel="status"' },
  204: {},
  205: {},
  206: { 'content-range': 'items 0-0/10' },
  300: {},
  301: { location: '/new-address' },
  302: { location: '/new-address' },
  303: { location: '/new-address' },
  304: { etag: '"v1"' },
  307: { location: '/new-address' },
  308: { location: '/new-address' },
  400: {},
  401: { 'www-authenticate': 'Bearer realm="statusbook"' },
  403: {},
  404: {},
  405: { allow: 'GET, HEAD, POST' },
  409: {},
  410: {},
  412: {},
  415: { accept: 'application/json' },
  416: { 'content-range': 'bytes */1024' },
  418: {},
  422: {},
  425: {},
  426: { upgrade: 'websocket', connection: 'Upgrade' },
  429: { 'retry-after': '1' },
  451: { link: '</docs/451>; rel="blocked-by"' },
  500: {},
  501: {},
  502: {},
  503: { 'retry-after': '1' },
  504: {},
  529: {},
  783: {},
};

interface Harness {
  /** How to see that the server is there, and what brings it. */
  probe: [string, ...string[]];
  packages: string;
  /** Statuses for which the page has a line of comment. */
  refuses?: number[];
  /** Fields that a comment of the page leaves to others. */
  leaves?: string[];
  /** The file with all routes, and how it is made of them. */
  file: string;
  program: (routes: string[], port: number, folder: string) => string;
  /** Run in the folder of that file; the last one is the server. */
  commands: (port: number) => string[][];
}

const indented = (routes: string[]) => routes.join('\n').replace(/^/gm, '  ');
const node = (module: string, start: (routes: string, port: number) => string): Harness => ({
  probe: ['node', '-e', `require(${JSON.stringify(module)})`],
  packages: `npm: ${module}`,
  file: 'server.cjs',
  program: (routes, port) => start(routes.join('\n'), port),
  // From there it finds what is installed here, not from the folder of the file.
  commands: () => [['node', '-e', "module.paths.unshift(...require('module')._nodeModulePaths(process.env.HERE)); eval(require('fs').readFileSync('server.cjs', 'utf8'))"]],
});
const python = (module: string, start: (routes: string, port: number) => string): Harness => ({
  probe: ['python3', '-c', `import ${module}`],
  packages: `pip: ${module.replaceAll(', ', ' ')}`,
  file: 'server.py',
  program: (routes, port) => start(routes.join('\n\n'), port),
  commands: () => [['python3', 'server.py']],
});

const SERVERS: Record<string, Harness> = {
  nginx: {
    probe: ['nginx', '-v'],
    packages: 'apt-get: nginx-light',
    file: 'nginx.conf',
    program: (routes, port, folder) => `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/errors;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port};
${routes.join('\n')}
  }
}
`,
    commands: () => [['nginx', '-e', 'errors', '-p', '.', '-c', 'nginx.conf']],
  },
  Apache: {
    probe: ['apache2', '-v'],
    packages: 'apt-get: apache2-bin',
    refuses: [205, 300, 304, 418, 425, 529, 783],
    file: 'apache.conf',
    program: (routes, port, folder) => `ServerRoot ${folder}
Listen 127.0.0.1:${port}
ServerName localhost
PidFile pid
ErrorLog errors
User www-data
Group www-data
${['mpm_event', 'authz_core', 'alias', 'headers'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
${routes.join('\n')}
`,
    commands: () => [['sh', '-c', 'exec apache2 -X -f "$PWD/apache.conf"']],
  },
  Caddy: {
    probe: ['caddy', 'version'],
    packages: 'apt-get: caddy',
    file: 'Caddyfile',
    program: (routes, port) => `{\n  admin off\n  auto_https off\n}\nhttp://:${port} {\n  bind 127.0.0.1\n${indented(routes)}\n}\n`,
    commands: () => [['caddy', 'run', '--config', 'Caddyfile', '--adapter', 'caddyfile']],
  },
  HAProxy: {
    probe: ['haproxy', '-v'],
    packages: 'apt-get: haproxy',
    refuses: [783],
    file: 'haproxy.cfg',
    program: (routes, port) => `defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend all
  bind 127.0.0.1:${port}
${indented(routes)}
`,
    commands: () => [['haproxy', '-f', 'haproxy.cfg', '-db']],
  },
  Express: node('express', (routes, port) => `const app = require('express')();\n${routes}\napp.listen(${port}, '127.0.0.1');`),
  Fastify: {
    ...node('fastify', (routes, port) => `const fastify = require('fastify')();\n${routes}\nfastify.listen({ port: ${port} });`),
    refuses: [783],
  },
  Hono: {
    ...node('@hono/node-server', (routes, port) => `const { Hono } = require('hono');
const app = new Hono();
${routes}
require('@hono/node-server').serve({ fetch: app.fetch, port: ${port}, hostname: '127.0.0.1' });`),
    refuses: [783],
    packages: 'npm: hono @hono/node-server',
  },
  FastAPI: {
    ...python('fastapi, uvicorn', (routes, port) => `import uvicorn
from fastapi import FastAPI

app = FastAPI()

${routes}

uvicorn.run(app, port=${port}, log_level="warning")
`),
    refuses: [783],
  },
  Django: {
    ...python('django', (routes, port) => `import django
from django.conf import settings

settings.configure(ROOT_URLCONF="__main__", ALLOWED_HOSTS=["*"])
django.setup()
urlpatterns = []

${routes.replaceAll('urlpatterns = ', 'urlpatterns += ')}

from django.core.servers.basehttp import run
from django.core.wsgi import get_wsgi_application

run("127.0.0.1", ${port}, get_wsgi_application(), threading=True)
`),
    refuses: [783],
    leaves: ['upgrade', 'connection'],
  },
  Flask: {
    ...python('flask', (routes, port) => `from flask import Flask, redirect

app = Flask(__name__)

${routes}

app.run(port=${port})
`),
    leaves: ['upgrade', 'connection'],
  },
  'Go net/http': {
    probe: ['go', 'version'],
    packages: 'apt-get: golang-go',
    file: 'server.go',
    program: (routes, port) => `package main

import (
	"io"
	"net/http"
)

func main() {
${routes.join('\n')}
	http.ListenAndServe("127.0.0.1:${port}", nil)
}
`,
    commands: () => [
      ['go', 'build', '-o', 'server', 'server.go'],
      ['./server'],
    ],
  },
  PHP: {
    probe: ['php', '--version'],
    packages: 'apt-get: php-cli',
    file: 'server.php',
    // The whole script of a route is a function here, because a file can start with <?php only once.
    program: (routes) => {
      const cases = routes.map((route) => route.replace(/^(.*)\n<\?php$/m, (_, comment) => `case ${JSON.stringify(comment.replace('// ', ''))}:`));
      return `<?php\nswitch ($_SERVER['REQUEST_URI']) {\n${cases.map((route) => `${route}\nbreak;`).join('\n')}\n}\n`;
    },
    commands: (port) => [['php', '-S', `127.0.0.1:${port}`, 'server.php']],
  },
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Runs `work` while the server listens. */
async function serving({ file, program, commands }: Harness, routes: string[], work: (port: number) => Promise<void>) {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'statusbook-server-'));
  const unwanted = /^(FORCE_COLOR|DEBUG_COLORS|\w+_proxy)$/i;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
  const env = { ...inherited, HERE: import.meta.dirname, HOME: folder, GOCACHE: join(tmpdir(), 'statusbook-go-cache') };
  await writeFile(join(folder, file), program(routes, port, folder));
  const steps = commands(port);
  const start = ([command = '', ...args]: string[] = []) => spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    for (const step of steps.slice(0, -1)) {
      const process = start(step);
      const [errors, [code]] = await Promise.all([text(process.stderr), once(process, 'close')]);
      expect(code, errors).toBe(0);
    }
    const server = start(steps.at(-1));
    let said = '';
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => (said += data));
    const ended = once(server, 'close');
    try {
      while (!(await listens(port))) {
        expect(server.exitCode, said).toBeNull();
        await pause(50);
      }
      await work(port);
    } finally {
      server.kill('SIGTERM');
      const late = setTimeout(() => server.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(late);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Names and functions of a route have the status in them, so that all fit into one program. */
const renamed = (code: string, status: number) => code.replace(/\bexample\b/g, `example_${status}`);

async function call(port: number, status: number, agent: Agent) {
  const sent = request({ host: '127.0.0.1', port, path: `/example_${status}`, agent, timeout: 10_000 });
  sent.on('timeout', () => sent.destroy(new Error(`no response for ${status}`))).end();
  const [response] = (await once(sent, 'response').catch((error) => {
    throw new Error(`no response for ${status}`, { cause: error });
  })) as [IncomingMessage];
  return { response, body: await text(response) };
}

/** Fields that are lists. Servers add members of their own: keep-alive, or TRACE. */
const LISTS = ['connection', 'allow'];
const members = (value: string | string[] | undefined) => `${value}`.toLowerCase().split(/,\s*/);

for (const [name, harness] of Object.entries(SERVERS)) {
  test(`what the page has for ${name} sends each status`, async ({ request: client }) => {
    probe(harness.probe, harness.packages);
    const pages = await Promise.all(
      Object.keys(STATUSES).map(async (status) => {
        const page = await (await client.get(`/docs/return-${status}.md`)).text();
        const title = /^# Return \d+ (.+) yourself$/m.exec(page)?.[1];
        const code = page.split(`\n## ${name}\n\n`)[1]?.match(/^```\S*\n([\s\S]*?)\n```/)?.[1] ?? '';
        return { status: Number(status), title, code };
      }),
    );
    const isComment = (code: string) => /^(#|\/\/) [^\n]*$/.test(code);
    const refused = pages.filter(({ code }) => isComment(code));
    expect(refused.map(({ status }) => status)).toEqual(harness.refuses ?? []);
    for (const { status, code } of refused) expect(code).toContain(`${status}`);

    const sends = pages.filter(({ code }) => !isComment(code));
    const routes = sends.map(({ status, code }) => (name === 'PHP' ? `// /example_${status}\n${code}` : renamed(code, status)));
    // Only a connection that stays open lets servers send another Connection than close.
    const agent = new Agent({ keepAlive: true });
    await serving(harness, routes, async (port) => {
      for (const { status, title } of sends) {
        const { response, body } = await call(port, status, agent);
        expect.soft(response.statusCode, `${status}: ${body}`).toBe(status);
        for (const [field, value] of Object.entries(STATUSES[status] ?? {})) {
          if (harness.leaves?.includes(field)) continue;
          const came = response.headers[field];
          if (field === 'location') expect.soft(new URL(`${came}`, 'http://x').pathname, `${status} ${field}: ${came}`).toBe(value);
          else if (LISTS.includes(field)) expect.soft(members(came), `${status} ${field}`).toEqual(expect.arrayContaining(members(value)));
          else expect.soft(came, `${status} ${field}`).toBe(value);
        }
        if ([301, 302, 303, 307, 308].includes(status)) continue;
        if ([204, 205, 304].includes(status)) {
          expect.soft(body, `${status}`).toBe('');
          continue;
        }
        const isProblem = status >= 400;
        expect.soft(response.headers['content-type'], `${status}`).toMatch(isProblem ? /^application\/problem\+json\b/ : /^application\/json\b/);
        const expected = isProblem ? { type: 'about:blank', title, status } : { status };
        let document: unknown = body;
        try {
          document = JSON.parse(body);
        } catch {
          // Then it isn't what was expected.
        }
        expect.soft(document, `${status}`).toEqual(expected);
      }
      agent.destroy();
    });
  });
}
