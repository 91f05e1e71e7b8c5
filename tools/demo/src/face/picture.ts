import type { Random } from '@gender/core';
import { hsl, mix, type Colour } from '../raster/colour.js';
import { chance } from './traits.js';

/** What differs between the pictures of one person. */
export interface Picture {
  /** Width and height in pixels. */
  readonly size: number;
  /** Pixels for half a head's height. */
  readonly scale: number;
  readonly centre: readonly [x: number, y: number];
  /** Turns of the head in radians: to the side, down, and over. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Unit vector towards the light: right, down, towards the viewer. */
  readonly light: readonly [x: number, y: number, z: number];
  /** What is multiplied with the picture: the light's brightness and tint. */
  readonly exposure: Colour;
  /** How dark the side away from the light is, 0 to 1. */
  readonly contrast: number;
  /** Adds to the curve of the mouth; above 0.05 the lips part. */
  readonly smile: number;
  /** Scales the opening of the eyes. */
  readonly lids: number;
  readonly gaze: readonly [x: number, y: number];
  readonly background: readonly [Colour, Colour];
  readonly clothes: Colour;
  readonly collar: 'round' | 'vee' | 'shirt';
  /** 0 is sharp, 1 out of focus. */
  readonly blur: number;
  /** Standard deviation of the grain, in grey levels. */
  readonly grain: number;
  readonly grainSeed: number;
  /** Of the JPEG file, 1 to 100. */
  readonly quality: number;
}

/** Draws the conditions of one picture. */
export function drawPicture(random: Random): Picture {
  const size = 120 + 8 * random.integer(6);
  const spread = (width: number): number => width * Math.min(Math.max(random.normal(), -2), 2);
  return {
    size,
    scale: size * (0.36 + spread(0.012)),
    centre: [size * (0.5 + spread(0.018)), size * (0.49 + spread(0.015))],
    yaw: spread(0.16),
    pitch: spread(0.08),
    roll: spread(0.06),
    ...drawLight(random, spread),
    smile: spread(0.04) + 0.02,
    lids: 1 + spread(0.09),
    gaze: [spread(0.16), spread(0.07)],
    background: drawBackground(random),
    clothes: hsl(random.next(), 0.1 + 0.5 * random.next(), 0.15 + 0.65 * random.next()),
    collar: (['round', 'vee', 'shirt'] as const)[random.integer(3)] ?? 'round',
    blur: chance(random, 0.4) ? 0.7 * random.next() : 0,
    grain: 1 + 6 * random.next() ** 2,
    grainSeed: random.integer(2 ** 31),
    quality: 80 + random.integer(15),
  };
}

type Light = Pick<Picture, 'light' | 'exposure' | 'contrast'>;

function drawLight(random: Random, spread: (width: number) => number): Light {
  const [x, y, z] = [spread(0.55), -0.45 + spread(0.2), 0.85];
  const length = Math.hypot(x, y, z);
  const brightness = 1 + spread(0.09);
  const warmth = spread(0.05);
  return {
    light: [x / length, y / length, z / length],
    exposure: [brightness * (1 + warmth), brightness, brightness * (1 - warmth)],
    contrast: 0.35 + 0.4 * random.next(),
  };
}

function drawBackground(random: Random): [Colour, Colour] {
  const hue = random.next();
  const near = hsl(hue, 0.1 + 0.35 * random.next(), 0.25 + 0.6 * random.next());
  const far = hsl(hue + 0.1 * random.normal(), 0.3 * random.next(), 0.2 + 0.65 * random.next());
  return [near, mix(near, far, 0.3 + 0.7 * random.next())];
}
