/** Style sheets are imported for their effect on the bundle; esbuild writes them to `dist/page/task.css`. */
declare module '*.css';
