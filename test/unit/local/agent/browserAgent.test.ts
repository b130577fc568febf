import assert from 'node:assert/strict';
import { startSite, type Site } from '../../../support/site/site';
import { TestLocal, type TaskAnswer } from '../support';

const schemaOf = (properties: object, required: readonly string[] = []): string =>
  JSON.stringify({ type: 'object', properties, required });

describe('AgentBay Local, the browser agent', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  let site: Site;
  let session: string;
  before(async () => {
    site = await startSite();
    await local.start(['--search-engines', JSON.stringify(site.engines)]);
    session = await local.createSession({ ImageId: 'browser_latest' });
  });
  after(async () => {
    await local.stop();
    await site.close();
  });

  const run = (task: string, schema?: string): Promise<TaskAnswer> =>
    local.run(session, task.replaceAll('$', site.origin), 'browser', {
      use_vision: true,
      ...(schema !== undefined && { output_schema: schema }),
    });

  it('is opened by InitBrowser', async () => {
    const { Success, Data } = await local.call('InitBrowser', { SessionId: session, BrowserOption: '{}' });
    assert.deepEqual([Success, typeof Data['Port']], [true, 'number']);
  });

  it('is not there on an image for the computer agent, nor the other way round', async () => {
    const windows = await local.createSession({ ImageId: 'windows_latest' });
    const wrong = await local.tool(windows, 'browser_use_execute_task', { task: 'open the browser' });
    assert.equal(wrong.isError, true);
    assert.match(wrong.text, /windows_latest has no browser agent/u);
    assert.equal((await local.call('InitBrowser', { SessionId: windows })).Success, false);
    assert.match((await local.tool(session, 'flux_execute_task', { task: 'x' })).text, /no computer agent/u);
    assert.match((await local.tool(session, 'shell', {})).text, /no tool shell/u);
  });

  it('refuses an empty task', async () => {
    for (const task of ['', '  ', undefined, 7]) {
      assert.deepEqual(await local.tool(session, 'browser_use_execute_task', { task }), {
        isError: true,
        text: 'The task is empty.',
      });
    }
  });

  it('gives Markdown when the schema asks for nothing', async () => {
    const { product } = await run('go to $/tables and read the title', '{"type":"object","properties":{}}');
    assert.match(String(product), /^Opened "Tables"/u);
  });

  it('fills a schema by its names', async () => {
    const texts = { type: 'array', items: { type: 'string' } };
    const schema = schemaOf(
      { title: { type: 'string' }, url: { type: 'string' }, headings: texts, extra: { type: 'number' } },
      ['title', 'url', 'headings'],
    );
    const { status, product, error } = await run('go to $/tables and read the headings', schema);
    assert.equal(status, 'finished', error);
    assert.deepEqual(product, {
      title: 'Tables',
      url: `${site.origin}/tables`,
      headings: ['Tables', 'Opening hours', 'City facts'],
    });
  });

  it('makes numbers of what are numbers', async () => {
    const row = {
      type: 'object',
      properties: { fruit: { type: 'string' }, price: { type: 'number' } },
      required: ['price'],
    };
    const { product } = await run(
      'go to $/tables and read the Prices table',
      schemaOf({ rows: { type: 'array', items: row } }),
    );
    assert.deepEqual(product, {
      rows: [
        { fruit: 'Apples', price: 2.5 },
        { fruit: 'Pears | ripe', price: 3.2 },
      ],
    });
    const facts = await run(
      'go to $/tables and read the City facts table',
      schemaOf({ population: { type: 'integer' } }, ['population']),
    );
    assert.deepEqual(facts.product, { population: 24_870_000 });
  });

  it('gives search results as data', async () => {
    const result = { type: 'object', properties: { title: { type: 'string' }, snippet: { type: 'string' } } };
    const { product } = await run(
      'search Bing for rock and roll',
      schemaOf({ results: { type: 'array', items: result }, query: { type: 'string' } }),
    );
    const { results, query } = product as { results: readonly object[]; query: string };
    assert.equal(query, 'rock and roll');
    assert.match(
      JSON.stringify(results[0]),
      /"title":"A short history of rock and roll","snippet":"Rock and roll grew/u,
    );
  });

  it('puts everything into a field called result', async () => {
    const { product } = await run('go to $/tables and read the title', schemaOf({ result: { type: 'string' } }));
    assert.match((product as { result: string }).result, /### Title\n\nTables/u);
  });

  it('fails when a required field was not found or is of another type, and names it', async () => {
    const missing = await run(
      'go to $/tables and read the title',
      schemaOf({ temperature: { type: 'number' } }, ['temperature']),
    );
    assert.deepEqual(
      [missing.status, missing.error],
      ['failed', 'The field "temperature" of the output schema was not found.'],
    );
    const wrong = await run('go to $/tables and read the title', schemaOf({ title: { type: 'number' } }, ['title']));
    assert.equal(
      wrong.error,
      'The field "title" of the output schema should be of type number, and what was found is not.',
    );
  });

  it('refuses what is no schema', async () => {
    for (const schema of ['{', '[]', '"x"', '{"type":"array","properties":{"a":{}}}']) {
      const { isError, text } = await local.tool(session, 'browser_use_execute_task', {
        task: 'list files',
        output_schema: schema,
      });
      assert.equal(isError, true, schema);
      assert.match(text, /output_schema/u);
    }
  });

  it('keeps the schema of an initialize for the tasks to come', async () => {
    const initialized = await local.tool(session, 'browser_use_initialize', {
      use_vision: false,
      output_schema: { type: 'object', properties: { title: { type: 'string' } } },
    });
    assert.equal(initialized.isError, false);
    assert.deepEqual((await run('go to $/tables')).product, { title: 'Tables' });
    const own = await run('go to $/tables', schemaOf({ url: { type: 'string' } }));
    assert.deepEqual(own.product, { url: `${site.origin}/tables` });
    await local.tool(session, 'browser_use_initialize', { output_schema: '' });
    assert.equal(typeof (await run('go to $/tables')).product, 'string');
  });

  it('shows the whole page on screenshots when asked to', async () => {
    const heights: number[] = [];
    for (const whole of [false, true]) {
      const { product } = await local.run(session, `go to ${site.origin}/long and take a screenshot`, 'browser', {
        full_page_screenshot: whole,
      });
      heights.push(heightOf(String(product)));
    }
    assert.equal(heights[0], 800);
    assert.ok((heights[1] ?? 0) > 4_000, String(heights[1]));
  });
});

/** The height that the JPEG in a product declares. */
function heightOf(product: string): number {
  const jpeg = Buffer.from(/base64,([^)]+)\)/u.exec(product)?.[1] ?? '', 'base64');
  // Segments follow each other, each with its length; the frame header (C0 to C3) holds the height.
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg.readUInt16BE(at);
    if (marker >= 0xffc0 && marker <= 0xffc3) return jpeg.readUInt16BE(at + 5);
  }
  return 0;
}
