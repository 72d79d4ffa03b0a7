// How the examples of a client are started: as the page says, or compiled together where a compiler takes long to start.

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MODULES = resolve(import.meta.dirname, '../node_modules');
const LOUD = { maxBuffer: 256 << 20 };

const BATCHES = { go, rust, kotlin, typescript, 'php.guzzle': guzzle };

/** For each job the command that runs its program in its folder. `base` is the folder of the client's jobs. */
export async function commands(client, jobs, base) {
  const batch = BATCHES[client.id] ?? (() => client.run.split(' '));
  const command = jobs.length ? await batch(jobs, base, client) : undefined;
  return new Map(jobs.map((job) => [job, typeof command === 'function' ? command(job) : command]));
}

/** One module, a package for each program. */
async function go(jobs, base) {
  await writeFile(join(base, 'go.mod'), 'module examples\n\ngo 1.19\n');
  await mkdir(join(base, 'bin'), { recursive: true });
  await run('go', ['vet', './...'], { cwd: base, ...LOUD });
  await run('go', ['build', '-o', 'bin/', './...'], { cwd: base, ...LOUD });
  return (job) => [join(base, 'bin', String(job.n))];
}

/** One package, a binary for each program. The first line of a program names what it depends on. */
async function rust(jobs, base) {
  const adds = new Set(jobs.flatMap(({ text }) => [...text.matchAll(/cargo add ([^&\n`]+)/g)].map(([, line]) => line.trim())));
  const bins = jobs.map(({ n, folder }) => `[[bin]]\nname = "n${n}"\npath = "${join(folder, 'main.rs')}"\n`);
  await writeFile(join(base, 'Cargo.toml'), `[package]\nname = "examples"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[profile.dev]\ndebug = 0\n\n${bins.join('\n')}`);
  const cargo = { cwd: base, ...LOUD, env: { ...process.env, CARGO_TARGET_DIR: resolve(base, '../../target-rust') } };
  for (const add of adds) await run('cargo', ['add', '--quiet', ...add.split(/\s+/)], cargo);
  await run('cargo', ['build', '--quiet', '--bins'], cargo);
  return (job) => [join(cargo.env.CARGO_TARGET_DIR, 'debug', `n${job.n}`)];
}

/** All programs at once; a package name keeps their functions apart. */
async function kotlin(jobs, base) {
  const files = [];
  for (const { n, folder, text } of jobs) {
    // A file has its package before its imports.
    const file = join(folder, `Status${n}.kt`);
    await writeFile(file, `package n${n}\n\n${text}`);
    files.push(file);
  }
  await writeFile(join(base, 'files.txt'), files.join('\n'));
  const out = join(base, 'out');
  const compiler = join(MODULES, 'kotlin-compiler/lib/kotlin-compiler.jar');
  await run('java', ['-Xmx2g', '-cp', compiler, 'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler', '-no-reflect', '-d', out, '@files.txt'], { cwd: base, ...LOUD });
  const path = `${out}:${join(dirname(compiler), 'kotlin-stdlib.jar')}`;
  return (job) => ['java', '-cp', path, `n${job.n}.Status${job.n}Kt`];
}

/** `npx` would look for the package each time. */
async function typescript(jobs, base, client) {
  return client.run.replace(/^npx /, '').split(' ');
}

/** Debian's Guzzle, where a project has its own. */
async function guzzle(jobs, base, client) {
  for (const { folder } of jobs) {
    await mkdir(join(folder, 'vendor'), { recursive: true });
    await writeFile(join(folder, 'vendor/autoload.php'), "<?php\nrequire '/usr/share/php/GuzzleHttp/autoload.php';\n");
  }
  return client.run.split(' ');
}
