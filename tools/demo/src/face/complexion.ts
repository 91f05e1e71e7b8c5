import type { Random } from '@gender/core';
import { mix, ramp, scale, type Colour } from '../raster/colour.js';
import { chance, rise, type Trait } from './traits.js';

/** The colours of a person's skin, lips and hair, and what marks the skin. */
export interface Complexion {
  readonly skin: Colour;
  readonly lips: Colour;
  /** Natural or dyed, greying with age. */
  readonly hair: Colour;
  readonly brows: Colour;
  /** Strengths, 0 to 1. */
  readonly blush: number;
  readonly eyeShadow: number;
  readonly shadowColour: Colour;
  readonly freckles: number;
  /** How deep the lines of age are, 0 to 1. */
  readonly wrinkles: number;
}

/** Draws the colours of a person; skin, hair and freckles are the same for both classes. */
export function drawComplexion(
  random: Random,
  trait: Trait,
  age: number,
  tendency: number,
): Complexion {
  const darkness = random.next();
  const skin = scale(ramp(SKIN, darkness), 0.96 + 0.08 * random.next());
  const makeup = random.fork('makeup');
  const wearsMakeup = chance(makeup, 0.22 + 0.26 * tendency) && age > 15;
  const natural = naturalHair(random.fork('hair'), darkness);
  const grey = rise(age + 9 * random.normal(), 38, 68);
  const dye = random.fork('dye');
  const dyed = chance(dye, 0.1 + 0.05 * tendency) && age > 16;
  const hair = dyed ? dyedHair(dye) : mix(natural, SILVER, grey);
  return {
    skin,
    lips: lipColour(makeup, skin, trait(0.3, 0.09, 0.3), wearsMakeup),
    hair,
    brows: mix(scale(mix(natural, SILVER, grey * 0.7), 0.8), skin, 0.08),
    blush: Math.max(trait(0.22, 0.1, 0.3), 0) + (wearsMakeup ? 0.15 : 0),
    eyeShadow: wearsMakeup ? 0.2 + 0.4 * makeup.next() : 0,
    shadowColour: mix(scale(skin, 0.5), [110, 60, 110], random.next()),
    freckles: chance(random, 0.2) && darkness < 0.5 ? 0.6 : 0,
    wrinkles: rise(age + 6 * random.normal(), 32, 82),
  };
}

function lipColour(random: Random, skin: Colour, red: number, painted: boolean): Colour {
  const natural = mix(scale(skin, [0.86, 0.66, 0.64]), [176, 66, 74], Math.max(red, 0));
  const lipstick = mix([168, 34, 52], [196, 86, 104], random.next());
  return painted ? mix(natural, lipstick, 0.35 + 0.5 * random.next()) : natural;
}

function naturalHair(random: Random, darkness: number): Colour {
  const fairness = random.next() * (1.25 - darkness * 1.25);
  if (darkness < 0.45 && chance(random, 0.1)) return [148, 70, 36];
  return ramp(HAIR, fairness);
}

function dyedHair(random: Random): Colour {
  const colours: readonly Colour[] = [
    [214, 178, 116],
    [120, 40, 40],
    [44, 30, 30],
    [160, 92, 52],
  ];
  return colours[random.integer(colours.length)] ?? SILVER;
}

const SILVER: Colour = [188, 186, 184];
const SKIN: readonly Colour[] = [
  [248, 220, 202],
  [240, 202, 174],
  [222, 174, 138],
  [190, 138, 100],
  [148, 100, 70],
  [104, 68, 50],
];
const HAIR: readonly Colour[] = [
  [34, 28, 28],
  [54, 38, 30],
  [86, 58, 38],
  [128, 92, 58],
  [178, 138, 86],
  [216, 182, 122],
];
