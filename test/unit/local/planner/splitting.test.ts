import assert from 'node:assert/strict';
import { plan } from '../../../../src/local/planner/plan';
import { click, go, open, read, readsAs, shot, typed } from './read';

const example = go('https://example.com/');

describe('planner, several instructions in one task', () => {
  readsAs([
    ['Open Chrome and go to example.com', open, example],
    ['Go to example.com. Then read the headings.', example, read('headings')],
    ['go to example.com; read the title', example, read('title')],
    ['go to example.com\nread the title\r\n\r\ntake a screenshot', example, read('title'), shot()],
    ['1. open the browser\n2. go to example.com\n3) read the title', open, example, read('title')],
    ['1. open the browser 2. go to example.com 3. read the title', open, example, read('title')],
    ['- open the browser\n* go to example.com\n• read the title', open, example, read('title')],
    ['Step 1: open the browser\nStep 2: go to example.com', open, example],
    [
      'Open the browser, go to example.com, click "More information", take a screenshot and read the headings',
      open,
      example,
      click({ text: 'More information' }),
      shot(),
      read('headings'),
    ],
    ['First, open the browser, after that go to example.com, and finally take a screenshot', open, example, shot()],
    ['can you open chrome and then go to example.com, and read the title for me?', open, example, read('title')],
    ['type "go to a.com; read the title" into Notes', typed('go to a.com; read the title', 'Notes')],
    ['打开浏览器，访问 example.com，读取标题，最后截图', open, example, read('title'), shot()],
    ['第一步：打开浏览器；第二步：访问 example.com；第三步：截图', open, example, shot()],
    ['1、打开浏览器 2、访问 example.com', open, example],
    ['打开浏览器。访问 example.com。截图。', open, example, shot()],
    ['先打开浏览器，接着访问 example.com，再截图', open, example, shot()],
    ['打开 example.com 并读取标题', example, read('title')],
  ]);

  it('answers in the language of the task', () => {
    assert.equal(plan('open the browser').language, 'en');
    assert.equal(plan('打开浏览器').language, 'zh');
    assert.equal(plan('search for 上海天气').language, 'en');
    assert.equal(plan('跳个舞').language, 'zh');
    assert.equal(plan('dance a jig').language, 'en');
  });

  it('reads a text of 100 KB', () => {
    const text = 'and so, it went on. '.repeat(5000).trim();
    const planned = plan(`write "${text}" to long.txt`);
    assert.deepEqual(planned.kind === 'plan' && planned.steps, [
      { do: 'writeFile', file: 'long.txt', text, append: false },
    ]);
  });
});
