import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function chromium(): string {
  const found = process.env.CHROMIUM ? [process.env.CHROMIUM] : CHROMIUM;
  const path = found.find((path) => existsSync(path));
  if (!path) {
    throw new Error(`No Chromium at ${found.join(', ')}. Install it (Debian: apt-get install chromium) or set CHROMIUM to its path.`);
  }
  return path;
}

const args = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
if (process.getuid?.() === 0) args.push('--no-sandbox');

export default defineConfig({
  globalSetup: './global-setup.ts',
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  fullyParallel: true,
  reporter: 'list',
  expect: { timeout: 10_000 },
  use: {
    ...devices['Desktop Chrome'],
    launchOptions: { executablePath: chromium(), args },
    // Transitions between pages would only make tests wait.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'chromium', testIgnore: '*.noscript.spec.ts' },
    { name: 'no-script', testMatch: '*.noscript.spec.ts', use: { javaScriptEnabled: false } },
  ],
});
