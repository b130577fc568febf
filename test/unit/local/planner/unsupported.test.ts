import assert from 'node:assert/strict';
import { plan } from '../../../../src/local/planner/plan';

function refused(task: string): { readonly words: string; readonly reason: string } {
  const planned = plan(task);
  if (planned.kind === 'plan') assert.fail(`"${task}" was understood: ${JSON.stringify(planned.steps)}`);
  return planned;
}

describe('planner, what it does not understand', () => {
  const cases: readonly (readonly [task: string, words: string])[] = [
    ['dance a jig', 'dance a jig'],
    ['open the browser and dance a jig', 'dance a jig'],
    ['dance a jig and open the browser', 'dance a jig'],
    ['open chrome, then order a pizza', 'order a pizza'],
    ['read the title. Book me a flight; take a screenshot', 'Book me a flight'],
    ['search for cats and tell me which is best', 'tell me which is best'],
    ['search for shoes and compare their prices', 'compare their prices'],
    ['search Bing for cats and count how many there are', 'count how many there are'],
    ['fill in the form with Bob and bob@example.com', 'fill in the form with Bob and bob@example.com'],
    ['summarize "the page"', 'summarize "the page"'],
    ['save the flight to a.txt', 'save the flight to a.txt'],
    ['find the cheapest flight', 'find the cheapest flight'],
    ['click "Add to cart" twice', 'click "Add to cart" twice'],
    ['What is the weather in Shanghai?', 'What is the weather in Shanghai'],
    ['跳个舞', '跳个舞'],
    ['打开浏览器，跳个舞', '跳个舞'],
    ['用百度查询上海天气，并告诉我温度', '告诉我温度'],
    ['总结一下这个网页', '总结一下这个网页'],
    ['搜索上海天气并发邮件给我', '发邮件给我'],
    ['保存机票到 a.txt', '保存机票到 a.txt'],
    ['', ''],
    ['!!!', ''],
  ];
  for (const [task, words] of cases) {
    it(`names the words in "${task}"`, () => assert.equal(refused(task).words, words));
  }

  it('says what would work, in the language of the task', () => {
    assert.match(refused('dance a jig').reason, /Did not understand "dance a jig"\..*"open the browser"/u);
    assert.match(refused('跳个舞').reason, /看不懂“跳个舞”。.*“打开浏览器”/u);
  });

  for (const address of [
    'file:///etc/passwd',
    'chrome://settings',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://a.b/c',
  ]) {
    it(`refuses to open ${address}`, () => {
      assert.match(refused(`open ${address}`).reason, /Only http and https addresses/u);
      assert.match(refused(`打开浏览器，然后打开 ${address}`).reason, /只能打开 http 和 https 地址/u);
    });
  }

  it("presses no keys of the browser's window, which would do nothing", () => {
    for (const keys of ['ctrl+t', 'Ctrl + Shift + N', 'cmd+w', 'F11']) {
      assert.match(refused(`press ${keys}`).reason, /Keys go to the page/u);
    }
  });

  it('makes up no texts, but writes those in quotes', () => {
    assert.match(refused('write a short poem about cats to poem.txt').reason, /cannot make up a text/u);
    assert.match(refused('create a.txt with a summary of the page').reason, /cannot make up a text/u);
    assert.match(refused('把这个网页的摘要写入 a.txt').reason, /不能自己写文章/u);
    assert.equal(plan('write "a poem about cats" to poem.txt').kind, 'plan');
  });

  it('refuses to wait for more than a minute', () => {
    assert.match(refused('wait 5 minutes').reason, /longest wait is 60 seconds/u);
    assert.match(refused('等待90秒').reason, /最长只能等待 60 秒/u);
  });

  it('refuses a task of more than 100 steps', () => {
    assert.equal(plan('scroll down\n'.repeat(100)).kind, 'plan');
    assert.match(refused('scroll down\n'.repeat(101)).reason, /at most 100 steps/u);
  });

  it('comes to the end of long nonsense', () => {
    refused('and, '.repeat(20_000));
    refused('在输入和把，'.repeat(20_000));
    refused(`x${'"'.repeat(50_001)}`);
    refused(`type ${'in '.repeat(30_000)}`.replace(/^type/u, 'tipe'));
  });
});
