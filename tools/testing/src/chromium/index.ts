export { chromiumPath, ChromiumPage } from './chromium-page.js';
