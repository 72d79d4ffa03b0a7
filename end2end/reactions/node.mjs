// What Node.js's fetch makes of each address on standard input, with its defaults.
import { text } from 'node:stream/consumers';

console.log(`fetch, Node.js ${process.versions.node}`);
for (const url of (await text(process.stdin)).trim().split('\n')) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await answer.arrayBuffer();
    console.log(`status ${answer.status}`);
  } catch (error) {
    console.log(`error ${error.name}`);
  }
}
