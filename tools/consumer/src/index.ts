export { bundlePage, siteOf } from './bundle-page.js';
export { installation } from './installed-size.js';
export { OutsideProject } from './outside-project.js';
export type { Installation } from './installed-size.js';
export type { OutsideOptions, Output } from './outside-project.js';
