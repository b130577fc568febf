import { type Site, startSite } from '../support/site';
import { atEnd } from './ending';

let site: Promise<Site> | undefined;

/** This repository's own web pages on loopback, started when they are first wanted; they go with the script. */
export function testSite(): Promise<Site> {
  site ??= startSite().then((started) => {
    atEnd(() => started.close());
    return started;
  });
  return site;
}
