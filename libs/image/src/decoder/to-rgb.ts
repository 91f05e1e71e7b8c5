/** Samples of `channels` each, as RGB: grey is repeated, alpha is dropped without blending. */
export function toRgb(samples: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return plain(samples);
  const pixels = samples.length / channels;
  const green = channels < 3 ? 0 : 1;
  const blue = channels < 3 ? 0 : 2;
  const rgb = new Uint8Array(pixels * 3);
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = samples[from] ?? 0;
    rgb[to + 1] = samples[from + green] ?? 0;
    rgb[to + 2] = samples[from + blue] ?? 0;
  }
  return rgb;
}

/**
 * Inks (0 is none, 255 is full) as RGB, the way Pillow converts: `(255 − K) − C·(255 − K)/255`,
 * the quotient rounded in integers.
 */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const light = 255 - (cmyk[from + 3] ?? 0);
    for (let ink = 0; ink < 3; ink += 1) {
      const product = (cmyk[from + ink] ?? 0) * light + 128;
      rgb[to + ink] = light - (((product >> 8) + product) >> 8);
    }
  }
  return rgb;
}

/** The same bytes as no subclass such as Buffer, so that equal pictures are equal values. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
