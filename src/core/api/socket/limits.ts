/** Longest wait for the answer to the upgrade. */
export const OPEN_WITHIN_MS = 15_000;

/** Pause between two pings, and how long a sign of life may take. Source: official SDK 0.19, TypeScript and Python. */
export const PING_EVERY_MS = 20_000;

/** How long the other side may take to say goodbye. */
export const CLOSE_WITHIN_MS = 2_000;

/** Largest frame that is read, as large as the largest HTTP reply: a screenshot in Base64 fits several times. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;
