import type { PageEvent } from '../browser/sessionBrowser';
import { quoted, type StepContext } from './context';
import type { Finding } from './findings';

/** What a page did on its own, as a remark in the result. */
export function pageNote(event: PageEvent, context: Pick<StepContext, 't'>): Finding {
  const { t } = context;
  const text =
    event.type === 'dialog'
      ? t(
          `The page showed a message, which was dismissed: ${quoted(context, event.message)}`,
          `页面弹出了消息，已关闭：${quoted(context, event.message)}`,
        )
      : t(`A download was refused: ${event.name.slice(0, 120)}`, `已拒绝下载：${event.name.slice(0, 120)}`);
  return { kind: 'note', text };
}
