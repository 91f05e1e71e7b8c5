import { headerMessages, MessageType, withAddresses } from './object-header.js';

/**
 * An HDF5 file can lead to others: by external links, and by datasets whose elements lie in other files ("HDF5 File
 * Format Specification" 3.0, IV.A.2.h) or are made of datasets there (virtual ones, IV.A.2.i). What is read of
 * one file is known by that file, so such objects are found here before HDF5 opens whatever file they name.
 */

/** Links that are followed one after the other, as HDF5 does by default (`H5Pset_nlinks`). */
const MAX_LINKS = 16;
/** The class of layouts of virtual datasets, and the first version of the message that has it. */
const VIRTUAL = 3;
const FIRST_VIRTUAL_VERSION = 4;

/** h5wasm's questions about links, with their answers of what is no such link: `{}` and `null`. */
interface Links {
  get_external_link(id: bigint, path: string): { readonly filename?: string };
  get_symbolic_link(id: bigint, path: string): string | null;
}

/**
 * The other file to which a path leads, by a link anywhere on its way.
 *
 * @param id - of the open file
 * @returns the name in the link; `undefined` where the path stays in the file, or leads nowhere
 */
export function linkedFile(links: Links, id: bigint, path: string): string | undefined {
  let rest = namesOf(path);
  let place = '';
  let followed = 0;
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const link = `${place}/${name}`;
    const { filename } = links.get_external_link(id, link);
    if (filename !== undefined) return filename;
    const target = links.get_symbolic_link(id, link);
    if (target === null) {
      place = link;
      continue;
    }
    followed += 1;
    if (followed > MAX_LINKS) return undefined;
    rest = [...namesOf(target), ...rest];
    if (target.startsWith('/')) place = '';
  }
  return undefined;
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

/**
 * Whether elements of a dataset lie in other files.
 *
 * @param start - where the HDF5 file begins behind its user block
 * @param address - of the dataset's header
 */
export function hasElementsElsewhere(path: string, start: number, address: number): boolean {
  return withAddresses(path, start, (read) => {
    const [external] = headerMessages(read, address, MessageType.externalFiles);
    const [layout] = headerMessages(read, address, MessageType.layout);
    const isVirtual =
      layout !== undefined &&
      layout.byteLength >= 2 &&
      layout.getUint8(0) >= FIRST_VIRTUAL_VERSION &&
      layout.getUint8(1) === VIRTUAL;
    return external !== undefined || isVirtual;
  });
}
