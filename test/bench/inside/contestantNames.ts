/** Our client, the library it is built on, and what that is built on: the floor. */
export const contestantNames = ['ours', 'node-fetch', 'node:http'] as const;
export type ContestantName = (typeof contestantNames)[number];
