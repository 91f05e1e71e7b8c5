export { bundlePage, siteOf } from './bundle-page.js';
export { installedSize } from './installed-size.js';
export { OutsideProject } from './outside-project.js';
export type { OutsideOptions, Output } from './outside-project.js';
