import type { HeadLayout } from './head-layout.js';
import { KernelsError } from './kernels-error.js';

/** A `WebAssembly.Memory` that several threads share, for programs without the types of browsers. */
export interface SharedMemory {
  readonly buffer: ArrayBufferLike;
}

const PAGE_BYTES = 65536;

/** What 32-bit addresses reach: 4 GiB. */
const MOST_PAGES = 65536;

/**
 * Allocates zeroed memory for a layout.
 *
 * @throws KernelsError (`KERNELS_SPEC`) when it needs more than 4 GiB, or more than the machine has.
 */
export function allocate(layout: HeadLayout): SharedMemory {
  const pages = Math.ceil(layout.bytes / PAGE_BYTES);
  const megabytes = Math.ceil(layout.bytes / 1e6);
  if (pages > MOST_PAGES) {
    throw new KernelsError(
      'KERNELS_SPEC',
      `the head needs ${megabytes} MB, more than the 4295 MB that WebAssembly can address; use fewer units or a smaller batch`,
    );
  }
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (cause) {
    throw new KernelsError(
      'KERNELS_SPEC',
      `the ${megabytes} MB that the head needs cannot be allocated: ${String(cause)}`,
    );
  }
}
