import type { PageEvent } from '../browser/sessionBrowser';
import type { StepContext } from './context';
import type { Finding } from './findings';

/** What a page did on its own, as a remark in the result. */
export function pageNote(event: PageEvent, { t }: Pick<StepContext, 't'>): Finding {
  const text =
    event.type === 'dialog'
      ? t(
          `The page showed a message, which was dismissed: "${event.message}"`,
          `页面弹出了消息，已关闭：“${event.message}”`,
        )
      : t(`A download was refused: ${event.name}`, `已拒绝下载：${event.name}`);
  return { kind: 'note', text };
}
