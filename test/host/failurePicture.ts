import fs from 'node:fs';
import path from 'node:path';
import { cache } from './paths';

/** Where a failure leaves its screenshot. */
export function failurePicture(name: string): string {
  const folder = path.join(cache, 'failures');
  fs.mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name.replace(/[^\w-]+/g, '-').slice(0, 100)}.png`);
}
