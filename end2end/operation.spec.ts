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

test('it goes on when nobody reads its log, says later what was lost, and ends in time', async () => {
  const program = await start({ readsLog: false });
  // Each makes a line of 4 kB: together more than a pipe and the program's own memory for them take.
  const call = (n: number) => fetch(`${program.address}/200?n${n}=${'x'.repeat(4_000)}`).then(({ status }) => status);
  for (let n = 0; n < 1_000; n += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => call(n + i)));
    expect(new Set(answers)).toEqual(new Set([200]));
  }
  expect((await fetch(`${program.address}/-/health`)).status).toBe(200);
  program.readLog();
  const dropped = JSON.parse(await program.logged(/log lines were dropped/)).dropped;
  expect(dropped).toBeGreaterThan(0);
  expect(await program.stop()).toBe('code 0');
});

test('it ends in time while nobody reads its log', async () => {
  const program = await start({ readsLog: false });
  for (let n = 0; n < 500; n += 1) await fetch(`${program.address}/200?n=${'x'.repeat(4_000)}`);
  expect(await program.stop()).toBe('code 0');
});

test('it can be stopped as soon as it has said where it is', async () => {
  for (let n = 0; n < 10; n += 1) {
    const program = await start();
    expect(await program.stop()).toBe('code 0');
  }
});

for (const [signal, status] of [['SIGTERM', 143], ['SIGINT', 130]] as const) {
  test(`a second ${signal} ends it at once, with the status that shells give that`, async () => {
    const program = await start();
    // Holds up the end. Sent first, so it is under way when the second is answered.
    const delayed = fetch(`${program.address}/200?delay=20s`).catch(() => 'cut off');
    await fetch(`${program.address}/200?delay=200ms`);
    program.signal(signal);
    await program.logged(/"message":"stopping"/);
    program.signal(signal);
    expect(await program.end()).toBe(`code ${status}`);
    expect(await delayed).toBe('cut off');
  });
}

test('a log that goes into a file or pipe can be searched', async () => {
  const program = await start({ args: [] });
  await fetch(`${program.address}/503`);
  const line = await program.logged(/status=503/);
  expect(line).toContain('uri="/503"');
  expect(line).not.toContain('\u001b');
  expect(await program.stop()).toBe('code 0');
});
