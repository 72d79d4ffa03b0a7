// What all tests share: a page that must not complain, and the ways that readers go.

import { test as base, expect, type Locator, type Page } from '@playwright/test';

export { expect };

/** The pages that are checked one by one: markup and accessibility. With the status that each is answered with. */
export const PAGES: [address: string, status: number][] = [
  ['/', 200],
  ['/?q=gateway', 200],
  ...[103, 200, 301, 401, 404, 418, 429, 499, 502, 508, '3xx', '4xx', 'vendors'].map((code): [string, number] => [`/docs/${code}`, 200]),
  ['/docs/502?method=POST&delay=2s&lang=python', 200],
  ['/docs/401?auth=basic:user:password&request-auth=basic', 200],
  ['/docs/502?call=random/200:9,503:1', 200],
  ['/docs/301/wire?delay=100ms', 200],
  ...['/docs', '/docs/mock', '/docs/401-or-403', '/docs/no-status', '/docs/limits', '/?q=qqqq+zzzz'].map((address): [string, number] => [address, 200]),
  ['/docs/502?delay=5', 400],
  ['/docs/299', 404],
  ['/no/such', 404],
];

/** In the order in which their tabs stand, by the ids of the addresses. */
export const LANGUAGES = ['curl', 'javascript', 'python', 'php', 'ruby', 'go', 'java', 'node', 'typescript', 'rust', 'kotlin', 'csharp', 'powershell', 'export'];

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
      // Said about the frame of a preview, where the test tool wants to run a script of its own.
      if (message.text().startsWith('Blocked script execution in') && url.pathname.endsWith('/preview')) return;
      const expected = words !== undefined && message.type() === 'error' && message.text().startsWith(`Failed to load resource: ${words}`);
      if (!expected) complaints.push(`${message.type()}: ${message.text()} (${url})`);
    });
    await use(page);
    expect(complaints, 'nothing in the console').toEqual([]);
  },
});

/** Opens a page and wakes it. */
export async function open(page: Page, address: string) {
  const response = await page.goto(address);
  await awake(page);
  return response;
}

/** Wakes a page as a reader does who points at one of its islands, and waits until all of them react. A page without islands never wakes. */
export async function awake(page: Page) {
  await page.waitForLoadState('domcontentloaded');
  const root = page.locator('html');
  if ((await page.locator('leptos-island').count()) === 0) return;
  if (!(await root.evaluate((root) => 'awake' in root.dataset))) {
    const scrolled = await page.evaluate(() => scrollY);
    // A drawer that is closed has islands too, but nobody can point at them.
    await page.locator('leptos-island :is(input[type="search"], #panel)').filter({ visible: true }).first().hover();
    await expect(root).toHaveAttribute('data-awake');
    // Nothing stays pointed at or scrolled.
    await page.mouse.move(0, 0);
    await page.evaluate((top) => scrollTo({ top, behavior: 'instant' }), scrolled);
  }
  await expect(page.locator('leptos-island:not(:has([data-awake]))')).toHaveCount(0);
}

/**
 * Lays out all of a page, also what is below the first screen, so that nothing escapes a measurement. Until it is called with `false`.
 * A style sheet made by a script: the page's policy allows it.
 */
export async function layOutAll(page: Page, all = true) {
  await page.evaluate((all) => {
    const sheet = new CSSStyleSheet();
    if (all) sheet.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets = [sheet];
  }, all);
}

/** The search box of a page: plain without its program, a combobox with it. */
export function searchOf(page: Page) {
  return page.locator('input[name=q]');
}

/** What the page says to screen readers. */
export function announcerOf(page: Page) {
  return page.locator('#announcer');
}

/** The panel of a status's page, by what a reader sees of it. */
export function panelOf(page: Page) {
  const panel = page.locator('#panel');
  const response = panel.getByRole('region', { name: 'Response' });
  const history = panel.locator('.history');
  const request = panel.locator('.request');
  return {
    /** The whole panel. */
    panel,

    // The options.
    method: panel.getByRole('combobox', { name: 'Method' }),
    delayOn: panel.getByRole('checkbox', { name: 'Delay' }),
    delay: panel.getByRole('textbox', { name: 'Delay' }),
    moreOptions: panel.getByText('More options', { exact: true }),
    /** An option by its name in the address, with its switch, field, hint and error. */
    option: (name: string) => ({
      on: panel.locator(`#on-${name}`),
      field: panel.locator(`#option-${name}`),
      hint: panel.locator(`#hint-${name}`),
      error: panel.locator(`#error-${name}`),
    }),
    preset: (name: string | RegExp) => panel.locator('.presets').getByRole('link', { name }),
    apply: panel.getByRole('button', { name: 'Apply' }),
    showOnWire: panel.getByRole('button', { name: 'Show on the Wire' }),

    // The request that the reader writes; `request` opens its fields.
    request: request.locator('summary'),
    requestHeaders: request.getByRole('textbox', { name: 'Headers' }),
    credentials: request.getByRole('combobox', { name: 'Credentials' }),
    user: request.getByRole('textbox', { name: 'User' }),
    password: request.getByLabel('Password'),
    token: request.getByLabel('Token'),
    requestBody: request.getByRole('textbox', { name: 'Body' }),
    bodySize: request.getByRole('textbox', { name: 'Or a size' }),
    target: request.getByRole('textbox', { name: 'Target' }),
    /** Why only Wire sends the request. */
    beyond: request.locator('.beyond'),

    // The call as it will be sent.
    requestMethod: panel.locator('.request-line .method'),
    requestAddress: panel.locator('.request-line .address'),
    tryLive: panel.getByRole('button', { name: 'Try It Live' }),
    /** What went wrong with the panel itself, such as a change that was not rendered. */
    message: panel.locator('.message'),

    // What came back.
    response,
    status: response.locator('.pill'),
    /** Time and size, beside the status. */
    facts: response.locator('.response-head > span:not(.pill, .previous, .countdown)'),
    previous: response.locator('.previous'),
    note: response.locator('.note'),
    cancel: response.getByRole('button', { name: 'Cancel' }),
    countdown: response.locator('.countdown'),
    progress: response.getByRole('progressbar'),
    browserTab: response.getByRole('tab', { name: 'Browser', exact: true }),
    wireTab: response.getByRole('tab', { name: 'Wire', exact: true }),
    browser: response.getByRole('tabpanel', { name: 'Browser', exact: true }),
    wire: response.getByRole('tabpanel', { name: 'Wire', exact: true }),
    /** What happened on the wire, in order. */
    events: response.locator('.timeline > li'),
    stages: response.locator('.stages > li'),
    bodyTab: response.getByRole('tab', { name: 'Body', exact: true }),
    headersTab: response.getByRole('tab', { name: /^Headers/ }),
    previewTab: response.getByRole('tab', { name: 'Preview', exact: true }),
    body: response.getByRole('tabpanel', { name: 'Body', exact: true }),
    headers: response.getByRole('tabpanel', { name: /^Headers/ }),
    preview: response.getByRole('tabpanel', { name: 'Preview', exact: true }),
    /** The body as it is shown: pretty-printed, or raw. */
    bodyText: response.locator('#view-body pre > code:visible'),
    raw: response.getByRole('button', { name: 'Raw' }),

    // Many calls at once.
    burstTimes: panel.getByRole('spinbutton', { name: 'Send ×' }),
    burstSend: panel.getByRole('button', { name: 'Send all' }),
    burstStop: panel.getByRole('button', { name: 'Stop' }),
    burstProgress: panel.getByRole('progressbar', { name: 'Calls sent' }),
    burstChart: panel.locator('.burst-chart'),

    // Earlier calls; `history` opens the list.
    history: history.locator('summary'),
    historyEntries: history.locator('ol > li'),
    historyClear: history.getByRole('button', { name: 'Clear the history' }),

    // The examples.
    tab: (name: string) => panel.getByRole('tab', { name, exact: true }),
    /** The one example that is shown. */
    example: panel.locator('.example:visible'),
  };
}

/** Makes the call that the panel shows, and waits for its end. */
export async function call(page: Page) {
  const { tryLive, response } = panelOf(page);
  // What is there already is not what comes.
  await response.evaluate((response) => response.firstElementChild?.setAttribute('data-seen', ''));
  await tryLive.click();
  await expect(response.locator(':scope > [data-seen]')).toHaveCount(0);
  await expect(response).toHaveAttribute('data-state', /done|failed/);
}

/** The text of an example as a reader sees it. */
export async function codeOf(example: Locator): Promise<string> {
  return example.locator('pre code').innerText();
}
