import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * The bytes of a `.tar.gz` archive with the given files, written by hand so that their paths may be
 * such as no honest program writes.
 *
 * @param files - contents by path; paths of at most 100 ASCII letters
 */
export function tarGz(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const entries = Object.entries(files).map(([path, content]) => {
    const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
    return Buffer.concat([tarHeader(path, content.length), content, padding]);
  });
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]));
}

/** The header of a plain file, as POSIX 1003.1 (`ustar`) describes it; numbers are octal texts. */
function tarHeader(path: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number): void => {
    header.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
  };
  header.write(path, 0, 'latin1');
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(0, 136, 11);
  header.write('        0', 148, 'latin1'); // blanks while the checksum is summed, then the type
  header.write('ustar\u000000', 257, 'latin1');
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  octal(checksum, 148, 6);
  header.write('\u0000 ', 154, 'latin1');
  return header;
}
