import '@vscode/codicons/dist/codicon.css';
import { parseToPage, type TaskView } from '../protocol/page';
import { Announcer } from './announcer';
import { connectEditor } from './editor';
import { missingPage } from './missing';
import { TaskPage } from './taskPage';

/** Puts the task page together inside the host's empty shell. */
function start(root: HTMLElement): void {
  const editor = connectEditor();
  const announcer = new Announcer();
  let shown: { readonly id: string; readonly page: TaskPage } | undefined;
  const holder = root.appendChild(document.createElement('div'));
  root.append(announcer.element);

  const open = (id: string): TaskPage => {
    shown?.page.dispose();
    const page = new TaskPage({
      post: (message) => editor.post(message),
      announcer,
      onDidMove: (place) => editor.save({ id, place }),
    });
    shown = { id, page };
    holder.replaceChildren(page.element);
    return page;
  };

  const show = (view: TaskView): void => {
    if (shown?.id === view.id) {
      shown.page.show(view);
      return;
    }
    const remembered = editor.load();
    const page = open(view.id);
    page.show(view, remembered?.id === view.id ? remembered.place : 'latest');
    editor.save({ id: view.id, place: page.place });
  };

  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = parseToPage(data);
    if (message?.type === 'show') show(message.view);
    if (message?.type === 'more') shown?.page.more(message);
    if (message?.type === 'earlier') shown?.page.earlier(message);
    if (message?.type === 'missing') {
      shown?.page.dispose();
      shown = undefined;
      holder.replaceChildren(missingPage(message.message));
    }
  });
  editor.post({ type: 'ready' });
}

const root = document.getElementById('root');
if (root) start(root);
