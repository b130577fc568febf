import type { Readable, Step } from '../../planner/steps';
import { MOST_FILE_BYTES, MOST_FILES } from '../../sessions/scratchFiles';
import { quoted, StepFailure, type StepContext } from '../context';
import type { Finding } from '../findings';
import { findingToFile } from '../markdown/document';
import { read } from './reading';
import { FileError, type FileProblem } from '../../sessions/scratchFiles';

type Of<K extends Step['do']> = Extract<Step, { readonly do: K }>;

/** Characters of a file that a result shows. */
const MOST_SHOWN = 100_000;

export async function writeFile(context: StepContext, { file, text, append }: Of<'writeFile'>): Promise<void> {
  const name = quoted(context, file);
  context.say(
    append ? context.t(`Adding to ${name}`, `正在追加到${name}`) : context.t(`Writing ${name}`, `正在写入${name}`),
  );
  await put(context, file, text, append);
}

export async function saveFinding(context: StepContext, step: Of<'saveFinding'>): Promise<void> {
  let finding = latest(context, step.what);
  if (!finding && step.what !== undefined) {
    await read(context, { do: 'read', what: step.what });
    finding = latest(context, step.what);
  }
  if (!finding) throw new StepFailure(context.t('There is nothing to save yet.', '还没有可以保存的内容。'));
  context.say(context.t(`Saving to ${quoted(context, step.file)}`, `正在保存到${quoted(context, step.file)}`));
  await put(context, step.file, findingToFile(finding, context.language), step.append);
}

export async function readFile(context: StepContext, { file }: Of<'readFile'>): Promise<void> {
  context.say(context.t(`Reading ${quoted(context, file)}`, `正在读取${quoted(context, file)}`));
  const text = await worded(context, () => context.files.read(file));
  context.add({ kind: 'file', name: file, text: text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text });
}

export async function listFiles(context: StepContext): Promise<void> {
  context.say(context.t('Listing the files', '正在列出文件'));
  context.add({ kind: 'files', items: await context.files.list() });
}

export async function deleteFile(context: StepContext, { file }: Of<'deleteFile'>): Promise<void> {
  const name = quoted(context, file);
  context.say(context.t(`Deleting ${name}`, `正在删除${name}`));
  await worded(context, () => context.files.delete(file));
  context.add({ kind: 'note', text: context.t(`Deleted ${name}.`, `已删除${name}。`) });
}

async function put(context: StepContext, file: string, text: string, append: boolean): Promise<void> {
  await worded(context, () => (append ? context.files.append(file, text) : context.files.write(file, text)));
  const bytes = Buffer.byteLength(text, 'utf8');
  const name = quoted(context, file);
  context.add({
    kind: 'note',
    text: append
      ? context.t(`Added ${bytes} bytes to ${name}.`, `已向${name}追加 ${bytes} 字节。`)
      : context.t(`Wrote ${bytes} bytes to ${name}.`, `已将 ${bytes} 字节写入${name}。`),
  });
}

/** The last finding of a kind; without one, the last that is more than a remark. */
function latest({ findings }: StepContext, what: Readable | undefined): Finding | undefined {
  return findings.findLast(({ kind }) =>
    what === undefined ? kind !== 'note' && kind !== 'screenshot' : kind === what,
  );
}

/** Does something with a file, and words what goes wrong. */
async function worded<T>(context: StepContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new StepFailure(context.t(...problems[error.problem](quoted(context, error.file))), { cause: error });
  }
}

const megabytes = MOST_FILE_BYTES / 1024 / 1024;
const problems: Readonly<Record<FileProblem, (name: string) => [en: string, zh: string]>> = {
  badName: (name) => [
    `The name ${name} is not allowed: files live in the session's own folder, under plain names such as notes.txt.`,
    `不允许使用文件名${name}：文件只能放在会话自己的文件夹里，用 notes.txt 这样的普通名称。`,
  ],
  notFound: (name) => [`There is no file ${name} in this session.`, `这个会话里没有文件${name}。`],
  tooMany: () => [`A session holds at most ${MOST_FILES} files.`, `一个会话最多 ${MOST_FILES} 个文件。`],
  tooLarge: (name) => [`${name} would be larger than ${megabytes} MB.`, `${name}会超过 ${megabytes} MB。`],
  notText: (name) => [`${name} is not a text file.`, `${name}不是文本文件。`],
};
