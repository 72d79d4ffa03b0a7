// Lighthouse, as on a phone: runs it several times on each page, prints the medians, and fails where one misses its goal.
//
//   node audit.mjs [--runs 5] [/docs/502 …]

import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import lighthouse from 'lighthouse';
import { ROOT, chromium, start } from './shared.mjs';

const PAGES = ['/', '/docs/502', '/docs/401', '/docs/5xx', '/docs/mock'];
const TRIES = 3;
const RESULT = `${ROOT}/target/audit.json`;

const category = (id) => ({
  of: (lhr) => Math.round(lhr.categories[id].score * 100),
  text: String,
  // The audits that cost points. The score is null where an audit doesn't apply.
  because: (lhr) =>
    lhr.categories[id].auditRefs
      .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
      .map(({ id }) => id),
});
const audit = (id, text, digits = 0) => ({
  of: (lhr) => Number(lhr.audits[id].numericValue.toFixed(digits)),
  text,
  because: () => [],
});
const ms = (value) => `${value} ms`;
const atLeast = (goal) => ({ goal: `at least ${goal}`, met: (value) => value >= goal });
const atMost = (goal, text = String) => ({ goal: `at most ${text(goal)}`, met: (value) => value <= goal });

/** What is measured, in the order of the table. Without a goal it is only shown. */
const FIGURES = {
  Performance: { ...category('performance'), ...atLeast(98) },
  Accessibility: { ...category('accessibility'), ...atLeast(100) },
  'Best practices': { ...category('best-practices'), ...atLeast(100) },
  SEO: { ...category('seo'), ...atLeast(100) },
  LCP: { ...audit('largest-contentful-paint', ms), ...atMost(1300, ms) },
  TBT: { ...audit('total-blocking-time', ms), ...atMost(80, ms) },
  CLS: { ...audit('cumulative-layout-shift', String, 3), ...atMost(0) },
  Bytes: audit('total-byte-weight', (value) => Math.round(value).toLocaleString('en')),
};

const { runs, pages } = wanted();
const program = await start();
try {
  const results = new Map(pages.map((page) => [page, []]));
  for (const page of pages) await warm(program.origin + page);
  // Each page once, then again: if the computer is busy for a minute, each page has one bad run and the median leaves it out.
  for (let run = 1; run <= runs; run++) {
    for (const page of pages) {
      results.get(page).push(await measure(program.origin + page));
      console.error(`Run ${run} of ${runs}: ${page}`);
    }
  }
  const summary = pages.map((page) => summarise(page, results.get(page)));
  console.log(table(summary));
  const misses = summary.flatMap((page) => page.misses);
  for (const miss of misses) console.log(miss);
  console.log(misses.length ? `${misses.length} missed.` : 'All goals are met.');
  await mkdir(`${ROOT}/target`, { recursive: true });
  await writeFile(RESULT, `${JSON.stringify({ date: new Date().toISOString(), runs, pages: summary }, null, 2)}\n`);
  if (misses.length) process.exitCode = 1;
} finally {
  await program.stop();
}

function wanted() {
  const { values, positionals } = parseArgs({ options: { runs: { type: 'string', default: '5' } }, allowPositionals: true });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs} is not a number of runs. Use 1 or more.`);
  return { runs, pages: positionals.length ? positionals : PAGES };
}

/** The server caches a rendered page, and nearly every reader gets it from the cache. */
async function warm(address) {
  const response = await fetch(address, {
    headers: { Accept: 'text/html', 'Accept-Encoding': 'gzip, deflate, br, zstd', 'User-Agent': 'Mozilla/5.0' },
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${address} responds with ${response.status}. Name pages that respond with 200.`);
}

/** Measures once. If Lighthouse can't record the page at all, that says nothing about the page: it tries again. */
async function measure(address) {
  for (let left = TRIES - 1; ; left--) {
    const lhr = await run(address);
    if (!lhr.runtimeError) {
      const figures = Object.entries(FIGURES).map(([name, { of, because }]) => [name, { value: of(lhr), because: because(lhr) }]);
      return Object.fromEntries(figures);
    }
    const message = `Lighthouse failed on ${address}: ${lhr.runtimeError.message}`;
    if (!left) throw new Error(message);
    console.error(`${message} Trying again.`);
  }
}

/** Runs Lighthouse in a browser that has never been to the site. */
async function run(address) {
  const browser = await chromium();
  try {
    const port = Number(new URL(browser.wsEndpoint()).port);
    const { lhr } = await lighthouse(address, {
      port,
      logLevel: 'error',
      formFactor: 'mobile',
      onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
    });
    return lhr;
  } finally {
    await browser.close();
  }
}

function summarise(page, runs) {
  const medians = {};
  const all = {};
  const misses = [];
  for (const [name, { text, goal, met }] of Object.entries(FIGURES)) {
    all[name] = runs.map((run) => run[name].value);
    medians[name] = median(all[name]);
    if (!met || met(medians[name])) continue;
    const because = [...new Set(runs.flatMap((run) => run[name].because))];
    misses.push(`${page}: ${name} is ${text(medians[name])}, goal: ${goal}${because.length ? ` (${because.join(', ')})` : ''}`);
  }
  return { page, medians, runs: all, misses };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function table(summary) {
  const rows = [
    ['Page', ...Object.keys(FIGURES)],
    ...summary.map(({ page, medians }) => [page, ...Object.entries(FIGURES).map(([name, { text }]) => text(medians[name]))]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ');
  return rows.map(line).join('\n');
}
