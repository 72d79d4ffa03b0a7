// Calls with options and switches, chosen so that every two values of different kinds meet in some call.

/** Statuses that differ in what a client does: bodies, redirects, credentials, pauses, errors. */
const CODES = ['200', '201', '204', '206', '301', '304', '401', '404', '409', '429', '502', '503'];

const KINDS = {
  code: CODES,
  method: ['GET', 'POST', 'PUT', 'HEAD', 'DELETE'],
  sends: ['', 'headers', 'basic', 'bearer', 'json', 'unicode'],
  option: ['', 'delay=100ms', 'format=text', 'retry-after=0', 'etag=v1'],
  with: ['', 'timeout', 'retry', 'check', 'follow', 'conditional', 'test', 'timeout,check', 'timeout,retry,test', 'timeout,retry,check,follow,conditional'],
};

const SENDS = {
  '': { query: '', headers: [] },
  headers: { query: "request-header=X-Tag:+a+%22b%22+$c+'d'&request-header=Accept:+text/html", headers: [`X-Tag: a "b" $c 'd'`, 'Accept: text/html'] },
  basic: { query: 'request-auth=basic', headers: ['Authorization: Basic dXNlcjpwYXNzd29yZA=='] },
  bearer: { query: 'request-auth=bearer', headers: ['Authorization: Bearer secret'] },
  json: { query: 'request-header=Content-Type:+application/json&request-body=%7B%22a%22:+1%7D', headers: ['Content-Type: application/json'], body: '{"a": 1}' },
  unicode: { query: `request-body=${encodeURIComponent('ü "$x" #{y} \\n \'z\' 日本')}`, headers: [], body: 'ü "$x" #{y} \\n \'z\' 日本' },
};

/** The rows of a table in which every two values of different columns stand beside each other at least once. */
export function covering(kinds) {
  const names = Object.keys(kinds);
  const missing = new Set();
  const key = (a, b) => [a, b].sort().join('|');
  for (const [i, a] of names.entries()) for (const b of names.slice(i + 1)) for (const x of kinds[a]) for (const y of kinds[b]) missing.add(key(`${a}=${x}`, `${b}=${y}`));
  const rows = [];
  while (missing.size) {
    // Begins with a pair that is missing, then takes for each other column the value that covers most.
    const row = Object.fromEntries([...missing][0].split('|').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
    for (const name of names) {
      if (name in row) continue;
      const gain = (value) => names.filter((other) => other in row && missing.has(key(`${name}=${value}`, `${other}=${row[other]}`))).length;
      row[name] = kinds[name].toSorted((x, y) => gain(y) - gain(x))[0];
    }
    for (const [i, a] of names.entries()) for (const b of names.slice(i + 1)) missing.delete(key(`${a}=${row[a]}`, `${b}=${row[b]}`));
    rows.push(row);
  }
  return rows;
}

/** The calls, each with its page, what a socket sends for it, and the switches. */
export function pairs(codes) {
  const known = CODES.filter((code) => codes.includes(code));
  if (!known.length) return [];
  return covering({ ...KINDS, code: known })
    .filter(({ method, sends }) => !(/GET|HEAD|DELETE/.test(method) && /json|unicode/.test(sends)))
    .map(({ code, method, sends, option, with: on }) => {
      const { query, headers, body } = SENDS[sends];
      const parts = [option, method === 'GET' ? '' : `method=${method}`, query, on ? `with=${on}` : ''].filter(Boolean);
      return { code, page: `/docs/${code}?${parts.join('&')}`, call: `/${code}${option ? `?${option}` : ''}`, method, headers, body, with: on.split(',').filter(Boolean) };
    });
}
