// How the examples of a client are started: as the page says, or compiled together where a compiler takes long to start.

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MODULES = resolve(import.meta.dirname, '../node_modules');
const LOUD = { maxBuffer: 256 << 20 };
const KOTLIN = join(MODULES, 'kotlin-compiler/lib/kotlin-compiler.jar');
const KOTLIN_LIBRARY = join(dirname(KOTLIN), 'kotlin-stdlib.jar');
const JAVA = '/usr/share/java';
const JUNIT = ['junit-platform-console-standalone', 'junit-jupiter-api', 'apiguardian-api', 'opentest4j'].map((name) => `${JAVA}/${name}.jar`).join(':');

/** What isn't started as the page says. Each takes the jobs, the folder of the client's jobs and what the page says. */
const PROGRAMS = { go, rust, java, kotlin, 'php.guzzle': guzzle };
const TESTS = { go: goTests, rust: rustTests, java: javaTests, kotlin: kotlinTests, php: phpunit, 'php.streams': phpunit, 'php.guzzle': phpunit, python: pytest, 'python.httpx': pytest };

/** For each job the command that runs its program in its folder. `base` is the folder of the client's jobs. */
export async function commands(client, jobs, base) {
  const lines = new Map();
  const kinds = [
    [PROGRAMS, client.program, jobs.filter(({ saved }) => saved === client.program)],
    [TESTS, client.test, jobs.filter(({ saved }) => saved === client.test)],
  ];
  for (const [batches, saved, some] of kinds) {
    if (!some.length) continue;
    const batch = batches[client.id] ?? asSaid;
    const command = await batch(some, base, saved);
    for (const job of some) lines.set(job, typeof command === 'function' ? command(job) : command);
  }
  return lines;
}

/** `npx` would look for the package each time. */
function asSaid(jobs, base, saved) {
  return saved.run.replace(/^npx /, '').split(' ');
}

/** One module, a package for each program. */
async function go(jobs, base) {
  await writeFile(join(base, 'go.mod'), 'module examples\n\ngo 1.19\n');
  await mkdir(join(base, 'bin'), { recursive: true });
  await run('go', ['vet', './...'], { cwd: base, ...LOUD });
  await run('go', ['build', '-o', 'bin/', ...jobs.map(({ n }) => `./${n}`)], { cwd: base, ...LOUD });
  return (job) => [join(base, 'bin', String(job.n))];
}

/** A result of an earlier run would be no run. */
function goTests(jobs, base, saved) {
  return saved.run.replace('go test', 'go test -count=1 -v').split(' ');
}

const cargo = (base) => ({ cwd: base, ...LOUD, env: { ...process.env, CARGO_TARGET_DIR: resolve(base, '../../target-rust') } });

/** A package of so many targets. The first line of a program names what it depends on. */
async function rustPackage(base, jobs, targets) {
  const adds = new Set(jobs.flatMap(({ text }) => [...text.matchAll(/cargo add (?:--dev )?([^&\n`]+)/g)].map(([, line]) => line.trim())));
  await writeFile(join(base, 'Cargo.toml'), `[package]\nname = "examples"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[profile.dev]\ndebug = 0\n\n${targets}`);
  for (const add of adds) await run('cargo', ['add', '--quiet', ...add.split(/\s+/)], cargo(base));
}

async function rust(jobs, base) {
  await rustPackage(base, jobs, jobs.map(({ n, file }) => `[[bin]]\nname = "n${n}"\npath = "${file}"\n`).join('\n'));
  await run('cargo', ['build', '--quiet', '--bins'], cargo(base));
  return (job) => [join(cargo(base).env.CARGO_TARGET_DIR, 'debug', `n${job.n}`)];
}

/** One program with a module for each test. */
async function rustTests(jobs, base) {
  const home = join(base, 'tests');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'main.rs'), jobs.map(({ n, file }) => `#[path = "${file}"]\nmod n${n};\n`).join(''));
  await rustPackage(home, jobs, '[[test]]\nname = "all"\npath = "main.rs"\n');
  const { stdout } = await run('cargo', ['test', '--quiet', '--no-run', '--message-format', 'json'], { ...cargo(home), env: { ...process.env, CARGO_TARGET_DIR: resolve(base, '../../target-rust') } });
  const built = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const { executable } = built.find(({ reason, target }) => reason === 'compiler-artifact' && target.name === 'all');
  return (job) => [executable, `n${job.n}::`];
}

/** A package name keeps the classes of many files apart, and a Kotlin program's own name its functions. */
async function packaged(jobs, end = '') {
  const files = jobs.map(({ n, file }) => file.replace(/([^/]*)\.(\w+)$/, (_, name, extension) => `packaged/${end ? name : `Status${n}`}.${extension}`));
  for (const [i, { n, text }] of jobs.entries()) {
    await mkdir(dirname(files[i]), { recursive: true });
    await writeFile(files[i], `package n${n}${end}\n\n${text}`);
  }
  return files;
}

async function compileKotlin(files, base, name, path) {
  const out = join(base, name);
  await writeFile(join(base, `${name}.txt`), files.join('\n'));
  await run('java', ['-Xmx2g', '-cp', KOTLIN, 'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler', '-no-reflect', ...path, '-d', out, `@${name}.txt`], { cwd: base, ...LOUD });
  return out;
}

async function kotlin(jobs, base) {
  const out = await compileKotlin(await packaged(jobs), base, 'programs', []);
  return (job) => ['java', '-cp', `${out}:${KOTLIN_LIBRARY}`, `n${job.n}.Status${job.n}Kt`];
}

const junit = (path) => (job) => ['java', '-jar', `${JAVA}/junit-platform-console-standalone.jar`, '-cp', path, '-c', `n${job.n}.StatusTest`, '--disable-banner', '--details=summary', '--disable-ansi-colors', '--fail-if-no-tests'];

async function kotlinTests(jobs, base) {
  const files = await packaged(jobs, ' ');
  const out = await compileKotlin(files, base, 'tests', ['-cp', JUNIT]);
  return junit(`${out}:${KOTLIN_LIBRARY}`);
}

async function compileJava(jobs, base, name, path) {
  const out = join(base, name);
  await run('javac', ['-Xlint:all', '-Werror', ...path, '-d', out, ...(await packaged(jobs, ';'))], { cwd: base, ...LOUD });
  return out;
}

async function java(jobs, base, saved) {
  const out = await compileJava(jobs, base, 'programs', []);
  return (job) => ['java', '-cp', out, `n${job.n}.${saved.file.replace('.java', '')}`];
}

async function javaTests(jobs, base) {
  return junit(await compileJava(jobs, base, 'tests', ['-cp', JUNIT]));
}

async function pytest(jobs, base, saved) {
  return [...saved.run.split(' '), '-q', '-p', 'no:cacheprovider'];
}

/** Debian's Guzzle, where a project has its own. */
async function guzzle(jobs, base, saved) {
  for (const { folder } of jobs) {
    await mkdir(join(folder, 'vendor'), { recursive: true });
    await writeFile(join(folder, 'vendor/autoload.php'), "<?php\nrequire '/usr/share/php/GuzzleHttp/autoload.php';\n");
  }
  return saved.run.split(' ');
}

/** Debian's PHPUnit, where a project has its own. */
async function phpunit(jobs, base, saved) {
  await guzzle(jobs, base, saved);
  return ['phpunit', '--bootstrap', 'vendor/autoload.php', ...saved.run.split(' ').slice(1)];
}
