// Every relative link of the written API reference leads to a file of it, and its anchor to a place there.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../ci/workspace.mjs';

const site = join(root, 'out-docs');
const pages = readdirSync(site, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.html'))
  .map((name) => join(site, name));
const anchors = new Map();

const broken = pages.flatMap((page) =>
  [...new Set(linksOf(page))]
    .filter((link) => !leadsSomewhere(page, link))
    .map((link) => `${relative(site, page)}: ${link}`),
);
for (const link of broken) console.error(link);
console.log(`${pages.length} pages, ${broken.length} broken links`);
process.exitCode = pages.length > 0 && broken.length === 0 ? 0 : 1;

function linksOf(page) {
  const addresses = readFileSync(page, 'utf8').matchAll(
    /<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]+)"/g,
  );
  return [...addresses].map(([, address]) => address).filter((it) => !/^[a-z]+:/.test(it));
}

function leadsSomewhere(page, link) {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), decodeURI(path));
  if (!existsSync(target)) return false;
  return !anchor || !target.endsWith('.html') || anchorsOf(target).has(decodeURIComponent(anchor));
}

function anchorsOf(page) {
  if (!anchors.has(page)) {
    const ids = readFileSync(page, 'utf8').matchAll(/\bid="([^"]+)"/g);
    anchors.set(page, new Set([...ids].map(([, id]) => id)));
  }
  return anchors.get(page);
}
