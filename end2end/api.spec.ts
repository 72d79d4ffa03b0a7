// The JSON of the API is what its schema says, and other sites may read it.

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from './fixtures';

test('every response is valid by the schema', async ({ request }) => {
  const schema = await (await request.get('/api/schema.json')).json();
  const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
  ajv.addSchema(schema, 'api');
  const list = await (await request.get('/api/statuses')).json();
  expect(list.statuses.length).toBeGreaterThan(90);
  const found = await (await request.get('/api/search?q=upstream+timed+out')).json();
  expect(found.results.length).toBeGreaterThan(2);
  const one = await (await request.get('/api/statuses/502')).json();
  for (const [part, value] of [['List', list], ['StatusData', one], ['SearchData', found], ['SearchData', { query: 'x', results: [] }]] as const) {
    const validate = ajv.getSchema(`api#/$defs/${part}`);
    expect(validate, part).toBeDefined();
    expect(validate?.(value), `${part}: ${JSON.stringify(validate?.errors)}`).toBe(true);
  }
  // The schema isn't satisfied by just anything.
  const { summary, ...rest } = one;
  expect(summary).toBeTruthy();
  expect(ajv.getSchema('api#/$defs/StatusData')?.(rest)).toBe(false);
});

test('a page of another site may read it', async ({ page, baseURL }) => {
  const other = baseURL?.replace('127.0.0.1', 'localhost') ?? '';
  await page.goto(`${other}/robots.txt`);
  const name = await page.evaluate(async (base) => (await (await fetch(`${base}/api/statuses/404`)).json()).name, baseURL);
  expect(name).toBe('Not Found');
});
