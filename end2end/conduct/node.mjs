// What Node.js's fetch makes of each request on standard input, with its defaults.
import { text } from 'node:stream/consumers';

console.log(`fetch, Node.js ${process.versions.node}`);
for (const line of (await text(process.stdin)).trim().split('\n')) {
  const [method, url, header, body, seconds] = line.split('\t');
  let status = '';
  try {
    const headers = header ? [header.split(': ')] : [];
    const answer = await fetch(url, { method, headers, body: body || undefined, signal: AbortSignal.timeout(seconds * 1000) });
    status = answer.status;
    console.log(`${status}\t${(await answer.arrayBuffer()).byteLength}\t`);
  } catch (error) {
    // As it is printed if nobody catches it, without the stack.
    const cause = error.cause ? `\x1f[cause]: ${error.cause}` : '';
    console.log(`${status}\t\t${`${error}${cause}`.replaceAll(/\s+/g, ' ')}`);
  }
}
