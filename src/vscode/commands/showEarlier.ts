import { isTreeNode } from '../../presentation/tree';
import type { SessionsView } from '../views/sessionsTree';

/** Shows more of what a "Show Earlier" row of the tree stands for. */
export function showEarlier({ tree }: { readonly tree: Pick<SessionsView, 'showEarlier'> }) {
  return (argument?: unknown): void => {
    if (isTreeNode(argument) && argument.type === 'earlier') tree.showEarlier(argument.of);
  };
}
