// Prints each status code with its constant in the http crate that this project is built with.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [, host] = /^host: (.*)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' }));
const metadata = execFileSync('cargo', ['metadata', '--format-version', '1', '--offline', '--filter-platform', host], { encoding: 'utf8', maxBuffer: 256 << 20 });
const { manifest_path } = JSON.parse(metadata).packages.filter(({ name }) => name === 'http').toSorted((a, b) => a.version.localeCompare(b.version)).at(-1);
const source = readFileSync(join(dirname(manifest_path), 'src/status.rs'), 'utf8');
for (const [, code, name] of source.matchAll(/^ {4}\((\d{3}), ([A-Z_]+), "/gm)) console.log(`${code}\tStatusCode::${name}`);
