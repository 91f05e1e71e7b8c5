/** How large a network of VGG-Face's design is. */
export interface VggSize {
  /** Rows and columns of its input. */
  readonly imageSize: number;
  /** Filters of the convolutions of each block; a 2×2 pool ends a block. */
  readonly blocks: readonly (readonly number[])[];
  /** Units of fc6 and fc7. */
  readonly fullyConnected: number;
  /** Units of fc8. */
  readonly identities: number;
}

/** VGG-Face (Parkhi, Vedaldi, Zisserman 2015). */
export const vggFace: VggSize = {
  imageSize: 224,
  blocks: [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ],
  fullyConnected: 4096,
  identities: 2622,
};

/** A sixteenth of VGG-Face's filters, on pictures of 64×64. */
export const miniature: VggSize = {
  imageSize: 64,
  blocks: vggFace.blocks.map((filters) => filters.map((count) => count / 16)),
  fullyConnected: 64,
  identities: 40,
};

/** Shape of a row of features: `(7, 7, 512)` of VGG-Face. */
export function featureShape({ imageSize, blocks }: VggSize): [number, number, number] {
  const side = imageSize >> blocks.length;
  return [side, side, blocks.at(-1)?.at(-1) ?? 0];
}
