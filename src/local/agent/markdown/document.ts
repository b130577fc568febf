import type { Language } from '../../planner/steps';
import type { Finding, Table } from '../findings';
import { codeBlock, escapeLine, escapeText, link } from './escape';

const engines = { baidu: ['Baidu', '百度'], bing: ['Bing', '必应'], google: ['Google', '谷歌'] } as const;
const pick = (language: Language, en: string, zh: string): string => (language === 'zh' ? zh : en);

/**
 * What a task found and did, as Markdown: a section per finding, then the steps, so that those which came and went between
 * two questions are not lost.
 */
export function toMarkdown(findings: readonly Finding[], steps: readonly string[], language: Language): string {
  const sections = findings.map((finding) => toSection(finding, language));
  const done = steps.map((step, index) => `${index + 1}. ${escapeLine(step)}`);
  if (done.length > 0) sections.push(`### ${pick(language, 'Steps', '步骤')}\n\n${done.join('\n')}`);
  return sections.join('\n\n');
}

/** A finding as it goes into a file: no heading of ours, and text as it is. */
export function findingToFile(finding: Finding, language: Language): string {
  switch (finding.kind) {
    case 'title':
      return `${finding.title}\n`;
    case 'address':
      return `${finding.url}\n`;
    case 'text':
    case 'file':
    case 'note':
      return `${finding.text}\n`;
    case 'headings':
    case 'links':
    case 'table':
    case 'results':
    case 'files':
    case 'screenshot':
      return `${toBody(finding, language)}\n`;
  }
}

function toSection(finding: Finding, language: Language): string {
  const heading = headingOf(finding, language);
  const body = toBody(finding, language);
  return heading === '' ? body : `### ${heading}\n\n${body}`;
}

function headingOf(finding: Finding, language: Language): string {
  switch (finding.kind) {
    case 'note':
      return '';
    case 'title':
      return pick(language, 'Title', '标题');
    case 'address':
      return pick(language, 'Address', '网址');
    case 'headings':
      return pick(language, 'Headings', '各级标题');
    case 'links':
      return pick(language, 'Links', '链接');
    case 'text':
      return pick(language, 'Text', '文字');
    case 'table':
      return finding.table.heading === '' ? pick(language, 'Table', '表格') : escapeLine(finding.table.heading);
    case 'screenshot':
      return pick(language, 'Screenshot', '截图');
    case 'file':
      return escapeLine(finding.name);
    case 'files':
      return pick(language, 'Files', '文件');
    case 'results': {
      if (finding.engine === undefined) return pick(language, 'Search results', '搜索结果');
      const [en, zh] = engines[finding.engine];
      const query = escapeLine(finding.query);
      return pick(language, `${en}: results for "${query}"`, `${zh}：“${query}”的搜索结果`);
    }
  }
}

function toBody(finding: Finding, language: Language): string {
  const none = pick(language, '*None.*', '*没有。*');
  switch (finding.kind) {
    case 'note':
      return escapeLine(finding.text);
    case 'title':
      return escapeLine(finding.title) || none;
    case 'address':
      return link(finding.url, finding.url);
    case 'headings': {
      const top = Math.min(...finding.items.map(({ level }) => level));
      return (
        finding.items.map(({ level, text }) => `${'  '.repeat(level - top)}- ${escapeLine(text)}`).join('\n') || none
      );
    }
    case 'links':
      return finding.items.map(({ text, url }) => `- ${link(text, url)}`).join('\n') || none;
    case 'text':
      return escapeText(finding.text) || none;
    case 'table':
      return toTable(finding.table);
    case 'results':
      return (
        finding.items
          .map(({ text, url, snippet }, index) => {
            const about = escapeLine(snippet);
            return `${index + 1}. ${link(text, url)}${about === '' ? '' : `  \n   ${about}`}`;
          })
          .join('\n') || none
      );
    case 'screenshot':
      return finding.dataUri === undefined
        ? escapeLine(finding.file)
        : `![${pick(language, 'Screenshot', '截图')}](${finding.dataUri})\n\n${escapeLine(finding.file)}`;
    case 'file':
      return finding.text === '' ? pick(language, '*Empty.*', '*空文件。*') : codeBlock(finding.text);
    case 'files':
      return finding.items.map(({ name, sizeBytes }) => `- ${escapeLine(name)} (${sizeBytes} B)`).join('\n') || none;
  }
}

function toTable({ columns, rows }: Table): string {
  const width = Math.max(columns.length, ...rows.map((row) => row.length));
  const line = (cells: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, index) => escapeLine(cells[index] ?? '') || ' ').join(' | ')} |`;
  return [line(columns), `| ${Array.from({ length: width }, () => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}
