/** The reflected polynomial of Castagnoli's CRC. */
const POLYNOMIAL = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/** CRC-32C (Castagnoli; RFC 3720, appendix B.4), which Node's zlib does not have. */
export function crc32c(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = Number(table[(crc ^ byte) & 0xff]) ^ (crc >>> 8);
  return ~crc >>> 0;
}
