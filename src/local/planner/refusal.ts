import type { Language, Refusal } from './steps';

const MOST_WORDS = 200;

const examples: Readonly<Record<Language, string>> = {
  en: [
    'AgentBay Local follows plain instructions without a language model. These would work:',
    '"open the browser", "go to example.com", "search Baidu for the weather in Shanghai", "click the Sign in button",',
    '"type Bob into the Name field", "press Enter", "scroll to the bottom", "wait for Welcome", "read the headings",',
    '"read the second table", "take a screenshot", "save the result to notes.txt", "list the files".',
  ].join(' '),
  zh: [
    'AgentBay Local 没有语言模型，只按简单的指令办事。可以这样说：',
    '“打开浏览器”“访问 example.com”“用百度查询上海天气”“点击登录按钮”“在姓名框中输入张三”“按回车”“滚动到底部”',
    '“等待出现欢迎”“读取所有标题”“读取第二个表格”“截图”“把结果保存到 notes.txt”“列出文件”。',
  ].join(''),
};

/** Says why a task will not be done: the words, the reason if there is a special one, and what would work. */
export function refusalText({ words, why }: Refusal, language: Language): string {
  const shown = words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS)}…` : words;
  const about = why?.[language];
  if (language === 'zh') {
    if (about !== undefined) return shown === '' ? about : `无法执行“${shown}”：${about}`;
    return `${shown === '' ? '任务里没有可以执行的指令。' : `看不懂“${shown}”。`}${examples.zh}`;
  }
  if (about !== undefined) return shown === '' ? about : `Cannot do "${shown}". ${about}`;
  return `${shown === '' ? 'The task holds no instruction.' : `Did not understand "${shown}".`} ${examples.en}`;
}
