import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';
import { NAMES, check, environment, type Font } from './fonts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function chromium(): string {
  const found = process.env.CHROMIUM ? [process.env.CHROMIUM] : CHROMIUM;
  const path = found.find((path) => existsSync(path));
  if (!path) {
    throw new Error(`No Chromium at ${found.join(', ')}. Install it (Debian: apt-get install chromium) or set CHROMIUM to its path.`);
  }
  return path;
}

// Workers read this file too.
if (process.env.TEST_WORKER_INDEX === undefined) check();

const args = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
if (process.getuid?.() === 0) args.push('--no-sandbox');

const launchOptions = { executablePath: chromium(), args };
const withFont = (font: Font) => ({ launchOptions: { ...launchOptions, env: environment(font) } });

// These look at bytes and other programs, or at what Chromium's fetch says: fonts change nothing there.
const WITHOUT_FONTS = ['client', 'clients', 'conduct', 'constants', 'cors', 'examples', 'links', 'markup', 'operation', 'reactions', 'wire', 'request', 'wake', 'bursts', 'budgets', 'changes', 'messages', 'search', 'api', 'moving', 'servers', 'formats', 'exports'].map((name) => `${name}.spec.ts`);
// What axe looks at and what a click does depend on fonts only where something overflows: the widest of them is enough.
const WIDEST: Font = 'dejavu';
const WIDEST_ONLY = ['accessibility.spec.ts', 'journey.spec.ts', 'live.spec.ts', 'panel.spec.ts'];
const WITHOUT_SCRIPT = '*.noscript.spec.ts';

export default defineConfig({
  globalSetup: './global-setup.ts',
  // Examples that are tests lie in folders below.
  testMatch: '*.spec.ts',
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  fullyParallel: true,
  reporter: 'list',
  expect: { timeout: 10_000 },
  use: {
    ...devices['Desktop Chrome'],
    launchOptions,
    // Transitions between pages would only make tests wait.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace costs a third of the time of a test. `make e2e ARGS='--trace retain-on-failure -g name'` records it where one is needed.
    trace: 'off',
  },
  // Whatever opens a page runs once with each font, but for WIDEST_ONLY.
  projects: [
    { name: 'programs', testMatch: WITHOUT_FONTS },
    ...NAMES.flatMap((font) => [
      { name: font, testIgnore: [...WITHOUT_FONTS, WITHOUT_SCRIPT, ...(font === WIDEST ? [] : WIDEST_ONLY)], use: withFont(font), metadata: { font } },
      { name: `${font}-no-script`, testMatch: WITHOUT_SCRIPT, use: { ...withFont(font), javaScriptEnabled: false }, metadata: { font } },
    ]),
  ],
});
