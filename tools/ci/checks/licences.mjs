// What the packages depend on, themselves or through others, carries a licence that allows what MIT
// allows to those who use it unchanged. Tools of development are not looked at.
import satisfies from 'spdx-satisfies';
import { textOf } from '../workspace.mjs';

export const title = 'licences of what the packages depend on';

/** LGPL: libvips within sharp and MPL: lightningcss are linked as they come, and not changed. */
const allowed = [
  ...[
    'MIT',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'Zlib',
    'CC0-1.0',
    'Unlicense',
  ],
  ...['LGPL-3.0-or-later', 'MPL-2.0'],
];

/** Packages whose package.json has no SPDX expression, by what their licence file says. */
const read = new Map([
  ['busboy', 'MIT'],
  ['dicer', 'MIT'],
  ['exif-parser', 'MIT'],
  // Its own terms, which name NIST as the source, and the BSD terms of HDF5.
  ['h5wasm', 'BSD-3-Clause'],
  ['humanize-number', 'MIT'],
  ['only', 'MIT'],
  ['streamsearch', 'MIT'],
]);

export function check() {
  const { packages } = JSON.parse(textOf('package-lock.json'));
  const used = Object.entries(packages).filter(
    ([place, { dev, devOptional, link }]) =>
      place.includes('node_modules/') && !dev && !devOptional && !link,
  );
  const problems = used.flatMap(([place, { version, license }]) => {
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const terms = read.get(name) ?? license;
    if (terms !== undefined && isAllowed(terms)) return [];
    return [`${name}@${version}: ${terms ?? 'no licence'} is not among those that are allowed`];
  });
  return { problems, note: `${used.length} packages` };
}

function isAllowed(terms) {
  try {
    return satisfies(terms, allowed);
  } catch {
    return false;
  }
}
