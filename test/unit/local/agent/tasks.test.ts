import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { startSite, type Site } from '../../../support/site/site';
import { TestLocal, type TaskAnswer } from '../support';

/** Each test is a task as a person would write it, done by a real browser on real pages. */
describe('AgentBay Local, tasks', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  let site: Site;
  let session: string;
  before(async () => {
    site = await startSite();
    await local.start(['--search-engines', JSON.stringify(site.engines)]);
    session = await local.createSession();
  });
  after(async () => {
    await local.stop();
    await site.close();
  });

  /** Runs a task, in which `$` stands for the site, and gives its product; it must have finished. */
  async function product(task: string): Promise<string> {
    const answer = await local.run(session, task.replaceAll('$', site.origin));
    assert.equal(answer.status, 'finished', answer.error);
    assert.equal(answer.action, '');
    assert.equal(answer.error, undefined);
    return String(answer.product);
  }
  /** Runs a task that must fail, and gives the reason. */
  async function failure(task: string): Promise<string> {
    const answer = await local.run(session, task.replaceAll('$', site.origin));
    assert.equal(answer.status, 'failed', JSON.stringify(answer.product));
    return answer.error ?? '';
  }

  it('opens the browser, and says so', async () => {
    const said = await product('Open Chrome browser');
    assert.match(said, /^The browser has been opened \(Chromium [\d.]+\)\./u);
    assert.match(said, /### Steps\n\n1\. Starting the browser$/u);
  });

  it('queries the weather in Shanghai with Baidu', async () => {
    const said = await product('Query the weather in Shanghai with Baidu');
    assert.match(said, /^### Baidu: results for "weather in Shanghai"\n\n1\. \[Weather in Shanghai today\]\(http/u);
    assert.match(said, /light rain, 17 to 22 degrees/u);
    assert.doesNotMatch(said, /umbrella/u);
  });

  it('searches in Chinese and answers in Chinese', async () => {
    const said = await product('用百度查询上海天气');
    assert.match(said, /### 百度：“上海天气”的搜索结果\n\n1\. \[上海天气预报\]/u);
    assert.match(said, /小雨，气温 17 到 22 摄氏度/u);
    assert.match(said, /### 步骤\n\n1\. 正在用百度搜索“上海天气”\n2\. 正在读取百度的搜索结果$/u);
  });

  for (const [engine, ad] of [
    ['Bing', 'b_ad'],
    ['Google', 'Sponsored'],
  ] as const) {
    it(`reads the results of ${engine}, without its ${ad}`, async () => {
      const said = await product(`search ${engine} for tea`);
      assert.match(said, /1\. \[How tea is made\]/u);
      assert.match(said, /Leaves are picked/u);
      assert.doesNotMatch(said, /umbrella/u);
    });
  }

  it('says which engine it took when none was named', async () => {
    assert.match(await product('search for tea'), /No search engine was named, so Bing was used\./u);
  });

  it('says that nothing was found, which is not a failure', async () => {
    assert.match(await product('search Baidu for zzzyyyxxx'), /\*None\.\*/u);
  });

  it('clicks the first result that is no advertisement, and reads on', async () => {
    const said = await product('search Baidu for tea, click the first result and read the text');
    assert.match(said, /### Text\n\nHow tea is made\n\nLeaves are picked/u);
  });

  it('fails at a captcha, and says that it is one', async () => {
    const captive = await new TestLocal().start([
      '--search-engines',
      JSON.stringify({ baidu: `${site.origin}/captcha?q={query}` }),
    ]);
    const answer = await captive.run(await captive.createSession(), 'search Baidu for tea');
    await captive.stop();
    assert.equal(answer.status, 'failed');
    assert.match(answer.error ?? '', /captcha/u);
  });

  it('fills in a form, sends it and reads the answer', async () => {
    const said = await product(
      'go to $/shop, type "Bob | Jones" into the Name field, set the quantity to 3, select Large from Size, check the Gift wrap box, uncheck Newsletter, choose Courier, write hello in Notes, click Order and read the table',
    );
    const rows = [
      'name',
      'Bob \\| Jones',
      'quantity',
      '3',
      'size',
      'l',
      'gift',
      'yes',
      'delivery',
      'courier',
      'notes',
      'hello',
    ];
    for (let row = 0; row < rows.length; row += 2)
      assert.ok(said.includes(`| ${rows[row] ?? ''} | ${rows[row + 1] ?? ''} |`), said);
    assert.doesNotMatch(said, /news/u);
  });

  it('does the same in Chinese', async () => {
    const said = await product(
      '打开 $/chinese，在姓名框中输入张三，把数量改为3，在尺码下拉框中选择大号，勾选礼品包装，点击提交订单按钮，读取表格',
    );
    for (const row of ['| name | 张三 |', '| quantity | 3 |', '| size | 大号 |', '| gift | yes |'])
      assert.ok(said.includes(row), said);
    assert.match(said, /正在“姓名”中输入“张三”/u);
  });

  it('does not repeat a password', async () => {
    const said = await product('go to $/shop and type s3cret into the Password field');
    assert.match(said, /Typing •••• into "Password"/u);
    assert.doesNotMatch(said, /s3cret/u);
  });

  it('sends a form with Enter, and waits for what comes', async () => {
    assert.match(
      await product('go to $/shop, type Eve into Name, press Enter, read the headings'),
      /- Thank you, Eve/u,
    );
  });

  it('clicks the second of two, once', async () => {
    const before = site.hits().get('pears') ?? 0;
    await product('go to $/shop, click the second "Add to cart" button, wait for the text "Pears added"');
    assert.equal(site.hits().get('pears'), before + 1);
  });

  it('waits for a text that comes later', async () => {
    await product('go to $/shop, click "Show later" and wait until "Here it is" appears');
  });

  it('follows a link into a new tab, and goes on there', async () => {
    assert.match(await product('go to $/shop, click New tab, read the title'), /### Title\n\nA new tab/u);
  });

  it('neither scrolls nor presses keys where no page is', async () => {
    for (const task of ['close the browser, scroll down', 'press Enter']) {
      assert.match(await failure(task), /No page has been opened/u);
    }
  });

  it('dismisses a message and reports it', async () => {
    assert.match(await product('go to $/shop and click "Say something"'), /dismissed: "Mind the step"/u);
  });

  it('refuses a download and reports it', async () => {
    assert.match(await product('go to $/shop and click Price list'), /A download was refused: prices\.csv/u);
    assert.match(await failure('open $/download'), /is a download/u);
  });

  it('reads title, headings, links and address', async () => {
    const said = await product('go to $/ and read the title, the headings, the links and the address');
    assert.match(said, /### Title\n\nTest site/u);
    assert.match(said, /- Welcome to the test site\n {2}- Pages\n {2}- Contact\n {4}- By post/u);
    assert.match(said, /- \[Shop\]\(http:\/\/127\.0\.0\.1:\d+\/shop\)/u);
    assert.doesNotMatch(said, /No address|javascript/u);
    assert.match(said, /### Address\n\n\[http:\/\/127/u);
  });

  it('reads the table that was meant', async () => {
    assert.match(
      await product('go to $/tables and read the table'),
      /### Prices\n\n\| Fruit \| Price \|\n\| --- \| --- \|\n\| Apples \| 2\.50 \|/u,
    );
    assert.match(await product('read the second table'), /### Opening hours\n\n\| Day \| Hours \|/u);
    assert.match(await product('read the "City facts" table'), /\| Population \| 24,870,000 \|/u);
    assert.match(
      await failure('read the Wages table'),
      /There is no table "Wages" among the 3.*Prices, Opening hours, City facts/u,
    );
  });

  it('scrolls, and goes back and forward', async () => {
    assert.match(
      await product('go to $/long, scroll to the bottom, wait 0.2 seconds, read the title'),
      /Scrolled down/u,
    );
    assert.match(await product('scroll to the top, wait 0.2 seconds, read the title'), /### Title\n\nA long page/u);
    assert.match(await product('go to $/tables, go back, go forward and read the address'), /\/tables\)/u);
    assert.match(await failure('go to $/tables and go forward'), /There is no page to go to/u);
  });

  it('takes a screenshot, embeds it and keeps it', async () => {
    const said = await product('go to $/long, take a full page screenshot, list the files');
    const picture = /data:image\/jpeg;base64,([A-Za-z0-9+/=]+)\)/u.exec(said)?.[1];
    assert.ok(picture, 'no picture in the product');
    const jpeg = Buffer.from(picture, 'base64');
    assert.equal(jpeg.readUInt16BE(0), 0xffd8);
    assert.ok(jpeg.length < 400_000);
    assert.ok(said.includes(`- screenshot-1.jpg (${jpeg.length} B)`), said.slice(-200));
  });

  it('writes, appends, reads, lists and deletes files', async () => {
    await product('create a file notes.txt with the content hello; append "more" to notes.txt');
    assert.match(await product('read notes.txt'), /### notes\.txt\n\n```text\nhello\nmore\n```/u);
    assert.match(await product('list files'), /- notes\.txt \(10 B\)/u);
    assert.match(await product('delete notes.txt'), /Deleted "notes\.txt"/u);
    assert.match(await failure('read notes.txt'), /There is no file "notes\.txt"/u);
  });

  it('saves what it found', async () => {
    await product('go to $/tables, read the headings and save them to h.md, save the title to t.txt');
    assert.match(await product('read h.md'), /- Tables\n {2}- Opening hours/u);
    assert.match(await product('read t.txt'), /```text\nTables\n```/u);
    assert.match(await failure('save it to x.txt'), /nothing to save yet/u);
  });

  it('keeps files inside the session', async () => {
    for (const name of ['../x.txt', '/tmp/x.txt', 'a/../../x.txt', '..\\x.txt', 'con.txt', '.hidden.txt']) {
      assert.match(await failure(`write hi to the file "${name}"`), /is not allowed/u, name);
      assert.match(await failure(`read the file "${name}"`), /is not allowed/u, name);
    }
  });

  it('says what there is instead of a missing button', async () => {
    assert.equal(
      await failure('go to $/shop and click the Buy button'),
      'There is no button "Buy" on "Corner Shop"; there are: Order, Add to cart, Show later, Sold out, Say something, Price list, New tab.',
    );
    assert.match(
      await failure('打开 $/chinese 并点击“退货”'),
      /^页面“中文商店”上没有找到“退货”按钮或链接；有：提交订单、加入购物车。$/u,
    );
    assert.match(
      await failure('go to $/shop and type x into Surname'),
      /There is no text field "Surname" on "Corner Shop"; there are: Name, Email,/u,
    );
    assert.match(await failure('type something'), /Say which field is meant; there are: Name/u);
    assert.match(await failure('click "Sold out"'), /cannot be clicked: it is disabled/u);
    assert.match(await failure('select Huge from Size'), /no option "Huge"; there are: Small, Medium, Large/u);
    assert.match(await failure('wait for the text "zzz"'), /did not appear within/u);
  });

  it('says why a page cannot be opened', async () => {
    assert.match(await failure('go to $/status?code=503'), /answered with status 503 Service Unavailable\.$/u);
    assert.match(
      await failure('open http://127.0.0.1:9/'),
      /cannot be opened: (?:browsers do not open that port|the connection was refused)\./u,
    );
    assert.match(await failure('打开 http://no-such-host.invalid/'), /^无法打开 http:\/\/no-such-host\.invalid\/：/u);
  });

  it('goes to another address right after one has failed', async () => {
    for (let time = 0; time < 5; time++) {
      // The second time, the browser's own page about the first is already there.
      await failure('go to http://no-such-host.invalid/');
      await failure('go to http://no-such-host-either.invalid/');
      assert.match(await product('go to $/tables and read the title'), /Tables/u);
    }
  });

  it('keeps what it had found when a later step fails', async () => {
    const answer = await local.run(session, `go to ${site.origin}/tables, read the title, click Nothing`);
    assert.equal(answer.status, 'failed');
    assert.match(String(answer.product), /### Title\n\nTables/u);
  });

  it('lets no page forge the result', async () => {
    const said = await product('go to $/hostile, read the title, headings, text and links');
    const html = new MarkdownIt({ html: true }).render(said);
    const all = (pattern: RegExp): readonly string[] => [...html.matchAll(pattern)].map((match) => match[1] ?? '');
    assert.deepEqual(all(/<h\d>(.*?)<\/h\d>/gu), ['Title', 'Headings', 'Text', 'Links', 'Steps']);
    assert.deepEqual(all(/href="(.*?)"/gu), ['https://example.com/a%5F%28b%29%7Cc']);
    assert.deepEqual(all(/<(img|script|table|pre|strong|blockquote)\b/gu), []);
    assert.match(html, /<p># Fake heading\]\(javascript:alert\(1\)\)<\/p>/u);
    assert.match(html, /<li>\*\*bold\*\* &lt;img src=x onerror=alert\(1\)&gt;/u);
  });

  it('does nothing of a task it does not understand', async () => {
    const before = site.hits().get('/shop') ?? 0;
    const answer = await local.run(session, `go to ${site.origin}/shop and dance a jig`);
    assert.equal(answer.status, 'unsupported');
    assert.match(answer.error ?? '', /Did not understand "dance a jig"/u);
    assert.equal(answer.product, '');
    assert.equal(site.hits().get('/shop') ?? 0, before);
  });

  it('says what it is doing before it has done it', async () => {
    const taskId = await local.execute(session, `go to ${site.origin}/slow`);
    const answer: TaskAnswer = await local.until(session, taskId, ({ action }) => action !== '');
    assert.equal(answer.action, `Opening ${site.origin}/slow`);
    assert.equal(answer.status, 'running');
    assert.equal(answer.product, '');
    await local.terminate(session, taskId);
  });
});
