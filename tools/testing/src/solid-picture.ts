/** Red, green and blue, 0–255. */
export type Colour = readonly [red: number, green: number, blue: number];

const HEADER_BYTES = 54;

/** A picture of one colour as the bytes of a 24-bit BMP file. */
export function solidPicture(width: number, height: number, [red, green, blue]: Colour): Buffer {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(HEADER_BYTES + rowBytes * height);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(HEADER_BYTES, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  bytes.writeUInt32LE(rowBytes * height, 34);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      bytes.set([blue, green, red], HEADER_BYTES + y * rowBytes + x * 3);
    }
  }
  return bytes;
}
