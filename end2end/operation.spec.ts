// The program as its operator meets it: each test has one of its own.

import { expect, test } from './fixtures';
import { start } from './program';

test('it answers the calls under way, then ends', async () => {
  const program = await start();
  // Sent first, so it is under way when the second is answered.
  const delayed = fetch(`${program.address}/200?delay=1s`);
  await fetch(`${program.address}/200?delay=200ms`);
  const how = program.stop();
  expect((await delayed).status).toBe(200);
  expect(await how).toBe('code 0');
});

test('it goes on without anybody who reads its log', async () => {
  const program = await start();
  program.closeLog();
  const answers = ['/200', '/docs/502', '/200'].map((path) => fetch(program.address + path).then(({ status }) => status, String));
  expect.soft(await Promise.all(answers)).toEqual([200, 200, 200]);
  expect(await program.stop()).toBe('code 0');
});
