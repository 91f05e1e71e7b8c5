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

/**
 * RGB as grey, repeated three times: Pillow's `convert('L')`, ITU-R 601-2 luma in integers,
 * `(19595 R + 38470 G + 7471 B + 32768) >> 16`.
 */
export function toGrey(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    const green = (rgb[at + 1] ?? 0) * 38470;
    const light = ((rgb[at] ?? 0) * 19595 + green + (rgb[at + 2] ?? 0) * 7471 + 0x8000) >> 16;
    grey[at] = light;
    grey[at + 1] = light;
    grey[at + 2] = light;
  }
  return grey;
}

/** One channel of a grey picture in RGB. */
export function everyThird(grey: Uint8Array): Uint8Array {
  return grey.filter((_, sample) => sample % 3 === 0);
}

/** The same bytes as no subclass such as Buffer, so that equal pictures are equal values. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
