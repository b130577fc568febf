export { type Site, startSite } from './site';
