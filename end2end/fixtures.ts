// What all tests share: a page that must not complain, and the ways that readers go.

import { test as base, expect, type Locator, type Page } from '@playwright/test';

export { expect };

/** The pages that are checked one by one: markup and accessibility. With the status that each is answered with. */
export const PAGES: [address: string, status: number][] = [
  ['/', 200],
  ['/?q=gateway', 200],
  ...[103, 200, 301, 401, 404, 418, 429, 499, 502, 508, '3xx', '4xx', 'vendors'].map((code): [string, number] => [`/docs/${code}`, 200]),
  ['/docs/502?method=POST&delay=2s&lang=python', 200],
  ['/docs/mock', 200],
  ['/docs/502?delay=5', 400],
  ['/docs/299', 404],
  ['/no/such', 404],
];

/** In the order in which their tabs stand, by the ids of the addresses. */
export const LANGUAGES = ['curl', 'javascript', 'python', 'php', 'ruby', 'go', 'java', 'node'];

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };

interface Fixtures {
  announced: Map<string, string>;
  /**
   * Says that the test will call an address that answers 4xx or 5xx. Chromium then prints one line of its own, which is let pass;
   * `words` is its end, by default the status that the address is about.
   */
  announce: (address: string, words?: string | number) => void;
  /** Says that the test calls every code there is: no failed call is a complaint then. */
  announceAll: () => void;
}

/** Stands for every address among those announced. */
const ALL = '*';

export const test = base.extend<Fixtures>({
  // The address is known only once the program runs, that is after the configuration was read.
  baseURL: async ({}, use) => use(process.env.BASE_URL),

  announced: async ({}, use) => use(new Map()),

  announce: async ({ announced }, use) => {
    await use((address, words = Number(/^\/(\d{3})/.exec(address)?.[1])) => {
      announced.set(address, typeof words === 'number' ? `the server responded with a status of ${words} ` : words);
    });
  },

  announceAll: async ({ announced }, use) => {
    await use(() => announced.set(ALL, ''));
  },

  page: async ({ page, announced }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`${error}`));
    page.on('console', (message) => {
      const url = new URL(message.location().url || 'about:blank');
      const words = announced.get(url.pathname + url.search) ?? announced.get(ALL);
      const expected = words !== undefined && message.type() === 'error' && message.text().startsWith(`Failed to load resource: ${words}`);
      if (!expected) complaints.push(`${message.type()}: ${message.text()} (${url})`);
    });
    await use(page);
    expect(complaints, 'nothing in the console').toEqual([]);
  },
});

/** Opens a page and waits until it reacts. */
export async function open(page: Page, address: string) {
  const response = await page.goto(address);
  await awake(page);
  return response;
}

/** Waits until every island of the page is awake. */
export async function awake(page: Page) {
  await expect(page.locator('leptos-island').first()).toBeAttached();
  await expect(page.locator('leptos-island:not(:has([data-awake]))')).toHaveCount(0);
}

/** The panel of a status's page, by what a reader sees of it. */
export function panelOf(page: Page) {
  const panel = page.locator('#panel');
  const response = panel.getByRole('region', { name: 'Response' });
  return {
    method: panel.getByRole('combobox', { name: 'Method' }),
    delayOn: panel.getByRole('checkbox', { name: 'Delay' }),
    delay: panel.getByRole('textbox', { name: 'Delay' }),
    requestMethod: panel.locator('.request-line .method'),
    requestAddress: panel.locator('.request-line .address'),
    tab: (name: string) => panel.getByRole('tab', { name, exact: true }),
    /** The one example that is shown. */
    example: panel.locator('.example:visible'),
    tryLive: panel.getByRole('button', { name: 'Try It Live' }),
    cancel: panel.getByRole('button', { name: 'Cancel' }),
    countdown: panel.locator('.countdown'),
    response,
    status: response.locator('.pill'),
    note: response.locator('.note'),
    body: response.getByRole('tabpanel', { name: 'Body' }),
    headers: response.getByRole('tabpanel', { name: /^Headers/ }),
  };
}

/** The text of an example as a reader sees it. */
export async function codeOf(example: Locator): Promise<string> {
  return example.locator('pre code').innerText();
}
