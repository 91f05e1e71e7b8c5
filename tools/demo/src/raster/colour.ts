/** Red, green and blue, 0 to 255 each, not rounded. */
export type Colour = readonly [red: number, green: number, blue: number];

/** The colour `share` of the way from `from` to `to`. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** Each channel times a factor; one number stands for all three. */
export function scale(colour: Colour, by: number | Colour): Colour {
  const [red, green, blue] = typeof by === 'number' ? [by, by, by] : by;
  return [colour[0] * red, colour[1] * green, colour[2] * blue];
}

/** The colour at `place`, 0 to 1, on a ramp of evenly spaced colours. */
export function ramp(colours: readonly Colour[], place: number): Colour {
  const last = colours.length - 1;
  const at = Math.min(Math.max(place, 0), 1) * last;
  const index = Math.min(Math.floor(at), last - 1);
  return mix(colours[index] as Colour, colours[index + 1] as Colour, at - index);
}

/** A colour by hue (0 to 1, red at 0), saturation and lightness (0 to 1). */
export function hsl(hue: number, saturation: number, lightness: number): Colour {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (shift: number): number => {
    const sector = (shift + hue * 12) % 12;
    return 255 * (lightness - chroma * Math.max(-1, Math.min(sector - 3, 9 - sector, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}
