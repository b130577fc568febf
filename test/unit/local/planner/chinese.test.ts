import { click, go, open, press, read, readsAs, saved, search, shot, typed, written } from './read';

const example = go('https://example.com/');

describe('planner, in Chinese', () => {
  describe('opens the browser and addresses', () => {
    readsAs([
      ['打开浏览器', open],
      ['请帮我打开Chrome浏览器', open],
      ['打开谷歌浏览器', open],
      ['启动 Microsoft Edge', open],
      ['关闭浏览器', { do: 'closeBrowser' }],
      ['打开 example.com', example],
      ['打开example.com网站', example],
      ['打开example.com并截图', example, shot()],
      ['访问https://example.com/a?q=1，然后读取标题', go('https://example.com/a?q=1'), read('title')],
      ['打开 http://x.test/?wd=上海天气', go('http://x.test/?wd=%E4%B8%8A%E6%B5%B7%E5%A4%A9%E6%B0%94')],
      ['打开http://x.test读取标题', go('http://x.test/'), read('title')],
      ['打开网址 localhost:8080/x', go('http://localhost:8080/x')],
      ['用浏览器打开 example.com', example],
      ['打开百度', { do: 'openEngine', engine: 'baidu' }],
      ['打开必应首页', { do: 'openEngine', engine: 'bing' }],
    ]);
  });

  describe('searches', () => {
    readsAs([
      ['用百度查询上海天气', search('上海天气', 'baidu')],
      ['百度一下上海天气', search('上海天气', 'baidu')],
      ['在必应上搜索茶叶', search('茶叶', 'bing')],
      ['用谷歌搜索“猫和狗”', search('猫和狗', 'google')],
      ['查询上海天气', search('上海天气')],
      ['帮我查一下北京天气', search('北京天气')],
      ['搜索再见', search('再见')],
      ['搜索红烧肉和米饭', search('红烧肉和米饭')],
      ['麻烦你帮我用百度搜一下上海明天的天气，谢谢', search('上海明天的天气', 'baidu')],
      ['查询上海天气，用百度', search('上海天气', 'baidu')],
      ['用百度查询上海天气，并截图', search('上海天气', 'baidu'), shot()],
      ['在百度搜索上海的天气并读取第一个结果', search('上海的天气', 'baidu'), read('results', { most: 1 })],
    ]);
  });

  describe('clicks and presses', () => {
    readsAs([
      ['点击登录按钮', click({ text: '登录', role: 'button' })],
      ['点击“提交”', click({ text: '提交' })],
      ['点一下“提交”', click({ text: '提交' })],
      [
        '打开百度，输入“上海天气”，点击百度一下',
        { do: 'openEngine', engine: 'baidu' },
        typed('上海天气'),
        click({ text: '百度一下' }),
      ],
      [
        '在姓名框中输入张三，数量填3，尺码选择大号，点击提交订单',
        typed('张三', '姓名'),
        typed('3', '数量'),
        { do: 'select', option: '大号', field: '尺码' },
        click({ text: '提交订单' }),
      ],
      ['在备注中输入你好，世界', typed('你好，世界', '备注')],
      ['点击第二个链接', click({ role: 'link', nth: 2 })],
      ['点击最后一个链接', click({ role: 'link', nth: -1 })],
      ['打开第一个结果', click({ role: 'result', nth: 1 })],
      ['点击按钮“确定”', click({ text: '确定', role: 'button' })],
      ['点击“加入购物车”按钮', click({ text: '加入购物车', role: 'button' })],
      ['按回车', press('Enter')],
      ['按下回车键', press('Enter')],
      ['按 Tab 键 3 次', press('Tab', 3)],
      ['按Ctrl+A', press('Control+a')],
    ]);
  });

  describe('fills in forms', () => {
    readsAs([
      ['在姓名框中输入张三', typed('张三', '姓名')],
      ['在“姓名”输入框里输入“张三，李四”', typed('张三，李四', '姓名')],
      ['在搜索框中输入茶叶然后按回车', typed('茶叶', '搜索'), press('Enter')],
      ['输入你好，世界', typed('你好，世界')],
      ['把姓名设为李四', typed('李四', '姓名')],
      ['将数量改为3', typed('3', '数量')],
      ['填写姓名为王五', typed('王五', '姓名')],
      ['清空姓名输入框', { do: 'clear', field: '姓名' }],
      ['选择大号', { do: 'select', option: '大号' }],
      ['在尺码下拉框中选择大号', { do: 'select', option: '大号', field: '尺码' }],
      ['勾选礼品包装', { do: 'check', field: '礼品包装', on: true }],
      ['取消勾选礼品包装', { do: 'check', field: '礼品包装', on: false }],
    ]);
  });

  describe('moves and waits', () => {
    readsAs([
      ['向下滚动', { do: 'scroll', to: 'down', times: 1 }],
      ['向下滚动3次', { do: 'scroll', to: 'down', times: 3 }],
      ['滚动到底部', { do: 'scroll', to: 'bottom', times: 1 }],
      ['滚动到页面顶部', { do: 'scroll', to: 'top', times: 1 }],
      ['滚动到“结尾”', { do: 'scrollToText', text: '结尾' }],
      ['等待3秒', { do: 'wait', seconds: 3 }],
      ['等十五秒', { do: 'wait', seconds: 15 }],
      ['等待两秒钟', { do: 'wait', seconds: 2 }],
      ['等待出现“完成”', { do: 'waitForText', text: '完成' }],
      ['等到“欢迎”出现', { do: 'waitForText', text: '欢迎' }],
      ['等待页面加载完成', { do: 'waitForLoad' }],
      ['返回上一页', { do: 'history', way: 'back' }],
      ['前进', { do: 'history', way: 'forward' }],
      ['刷新页面', { do: 'history', way: 'reload' }],
    ]);
  });

  describe('reads', () => {
    readsAs([
      ['读取标题', read('title')],
      ['告诉我网页标题', read('title')],
      ['读取所有标题', read('headings')],
      ['读取标题、链接和正文', read('title'), read('links'), read('text')],
      ['获取页面上所有的链接', read('links')],
      ['读取页面内容', read('text')],
      ['告诉我网址', read('address')],
      ['当前网址是什么', read('address')],
      ['页面标题是什么？', read('title')],
      ['等页面加载完成后截个长图', { do: 'waitForLoad' }, shot(true)],
      ['读取第二个表格', read('table', { table: { nth: 2 } })],
      ['读取“价格”表格', read('table', { table: { heading: '价格' } })],
      ['读取前三个链接', read('links', { most: 3 })],
      ['读取 example.com 的标题', example, read('title')],
      ['截图', shot()],
      ['截取整个页面', shot(true)],
      ['给页面截图并保存为 a.jpg', shot(false, 'a.jpg')],
    ]);
  });

  describe('keeps files', () => {
    readsAs([
      ['创建文件 a.txt，内容为你好，世界', written('a.txt', '你好，世界')],
      ['创建文件清单.txt内容为苹果', written('清单.txt', '苹果')],
      ['新建一个名为 笔记.txt 的文件，内容是：今天天气好', written('笔记.txt', '今天天气好')],
      ['把“你好”写入 a.txt', written('a.txt', '你好')],
      ['在 a.txt 中追加第二行', written('a.txt', '第二行', true)],
      ['向文件 a.txt 追加：第三行', written('a.txt', '第三行', true)],
      ['在文件“清单”中追加苹果', written('清单', '苹果', true)],
      ['把标题保存到 title.txt', saved('title.txt', 'title')],
      ['把结果保存到结果.md', saved('结果.md')],
      ['保存链接到 links.md', saved('links.md', 'links')],
      ['读取 a.txt 的内容', { do: 'readFile', file: 'a.txt' }],
      ['打开文件“清单.txt”', { do: 'readFile', file: '清单.txt' }],
      ['a.txt里有什么', { do: 'readFile', file: 'a.txt' }],
      ['列出所有文件', { do: 'listFiles' }],
      ['删除文件 a.txt', { do: 'deleteFile', file: 'a.txt' }],
      ['把 a.txt 删除', { do: 'deleteFile', file: 'a.txt' }],
    ]);
  });
});
