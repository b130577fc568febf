/** The driver, in a module of its own so that it can be loaded when it is needed: it is large. */
export { chromium } from 'playwright-core';
