import type { Random } from '@gender/core';
import type { Colour } from '../raster/colour.js';
import { drawComplexion, type Complexion } from './complexion.js';
import { drawHair, type Hair } from './hair-style.js';
import { chance, createTraits, rise, type Trait } from './traits.js';

/** The class a person is drawn from. */
export type Label = 'F' | 'M';

/**
 * What stays the same in every picture of a person. Lengths are in half heights of a head; the
 * middle of the face is (0, 0), the chin of an average head (0, 1).
 */
export interface Person {
  readonly label: Label;
  /** Years, 1 to 80. */
  readonly age: number;
  /** Seeds the texture of hair, beard and freckles. */
  readonly texture: number;
  readonly outline: Outline;
  readonly eyes: Eyes;
  readonly brows: Brows;
  readonly nose: Nose;
  readonly mouth: Mouth;
  readonly complexion: Complexion;
  readonly hair: Hair;
  readonly beard: Beard;
  readonly glasses: Glasses | undefined;
  readonly earrings: boolean;
  /** Half widths. */
  readonly neck: number;
  readonly shoulders: number;
}

/** Half widths of the face from the forehead down, and where the chin ends. */
export interface Outline {
  readonly forehead: number;
  readonly cheek: number;
  readonly jaw: number;
  readonly chin: number;
  readonly bottom: number;
  readonly ear: number;
}

export interface Eyes {
  readonly y: number;
  /** From the middle of the face to the middle of an eye. */
  readonly spacing: number;
  /** Half the width of an eye. */
  readonly size: number;
  /** Height of the open eye as a share of its width. */
  readonly opening: number;
  /** How much higher the outer corner is. */
  readonly tilt: number;
  /** Strength of the lashes, 0 to 1. */
  readonly lashes: number;
  readonly iris: Colour;
}

export interface Brows {
  readonly thickness: number;
  readonly lift: number;
  readonly arch: number;
  readonly reach: number;
}

export interface Nose {
  readonly width: number;
  readonly length: number;
  readonly bridge: number;
}

export interface Mouth {
  readonly y: number;
  /** Half the width. */
  readonly width: number;
  readonly upper: number;
  readonly lower: number;
  /** How far the corners turn up. */
  readonly curve: number;
}

export interface Beard {
  readonly style: 'none' | 'stubble' | 'moustache' | 'goatee' | 'full';
  /** 0 to 1. */
  readonly density: number;
}

export interface Glasses {
  readonly round: boolean;
  readonly thickness: number;
  readonly colour: Colour;
}

/** Who is to be drawn. */
export interface PersonOptions {
  readonly label: Label;
  /** Years, 1 to 80. */
  readonly age: number;
  /** How far apart the distributions of the two classes lie; 0 is not at all. */
  readonly contrast: number;
}

/** How much persons of one class differ in how much they lean towards it. */
const LEAN_SPREAD = 0.35;

/** Draws a person; the same generator and a slightly different age give the same person later. */
export function drawPerson(random: Random, { label, age, contrast }: PersonOptions): Person {
  const maturity = 0.35 + 0.65 * rise(age, 9, 18);
  const side = label === 'F' ? 1 : -1;
  const tendency = side * contrast * maturity + LEAN_SPREAD * random.normal();
  const trait = createTraits(random.fork('traits'), tendency);
  const child = childhood(age);
  return {
    label,
    age,
    texture: random.integer(2 ** 31),
    outline: drawOutline(trait, child),
    eyes: drawEyes(random, trait, child),
    brows: drawBrows(trait, child),
    nose: drawNose(trait, child),
    mouth: drawMouth(trait, child, age),
    complexion: drawComplexion(random.fork('complexion'), trait, age, tendency),
    hair: drawHair(random.fork('hair'), age, tendency),
    beard: drawBeard(random.fork('beard'), age, tendency),
    glasses: drawGlasses(random.fork('glasses'), age),
    earrings: chance(random, 0.16 + 0.17 * tendency) && age > 5,
    neck: trait(0.4, 0.03, -0.6) * (1 - 0.3 * child),
    shoulders: trait(1.15, 0.09, -0.6) * (1 - 0.25 * child),
  };
}

/** 1 for a newborn, 0 from fifteen years on. */
export function childhood(age: number): number {
  return 1 - rise(age, 0, 15);
}

function drawOutline(trait: Trait, child: number): Outline {
  return {
    forehead: trait(0.63 + 0.05 * child, 0.025),
    cheek: trait(0.69 + 0.05 * child, 0.03),
    jaw: trait(0.555 + 0.06 * child, 0.034, -0.7),
    chin: trait(0.27 - 0.02 * child, 0.035, -0.6),
    bottom: trait(1 - 0.1 * child, 0.035, -0.4),
    ear: trait(0.15, 0.02),
  };
}

function drawEyes(random: Random, trait: Trait, child: number): Eyes {
  return {
    y: trait(0.02 + 0.13 * child, 0.02),
    spacing: trait(0.3, 0.018),
    size: trait(0.13, 0.01, 0.3) * (1 + 0.12 * child),
    opening: trait(0.38 + 0.1 * child, 0.05, 0.3),
    tilt: trait(0.015, 0.02),
    lashes: Math.max(trait(0.45, 0.25, 0.8), 0),
    iris: IRISES[random.integer(IRISES.length)] ?? BROWN,
  };
}

function drawBrows(trait: Trait, child: number): Brows {
  return {
    thickness: Math.max(trait(0.062, 0.014, -0.9) * (1 - 0.35 * child), 0.02),
    lift: trait(0.17, 0.022, 0.5),
    arch: trait(0.035, 0.016, 0.5),
    reach: trait(1.3, 0.1),
  };
}

function drawNose(trait: Trait, child: number): Nose {
  return {
    width: trait(0.15, 0.018, -0.5) * (1 - 0.15 * child),
    length: trait(0.37, 0.03, -0.3) * (1 - 0.28 * child),
    bridge: trait(0.5, 0.2) * (1 - 0.6 * child),
  };
}

function drawMouth(trait: Trait, child: number, age: number): Mouth {
  const fullness = 1 - 0.3 * rise(age, 45, 80);
  return {
    y: trait(0.585 - 0.01 * child, 0.022),
    width: trait(0.25, 0.022) * (1 - 0.2 * child),
    upper: Math.max(trait(0.052, 0.012, 0.5) * fullness, 0.02),
    lower: Math.max(trait(0.075, 0.014, 0.5) * fullness, 0.03),
    curve: trait(0.02, 0.02),
  };
}

function drawBeard(random: Random, age: number, tendency: number): Beard {
  const grows = rise(age, 15, 22) * rise(-tendency, 0.2, 1.1);
  if (!chance(random, 0.5 * grows)) return { style: 'none', density: 0 };
  const styles = ['stubble', 'stubble', 'moustache', 'goatee', 'full'] as const;
  return {
    style: styles[random.integer(styles.length)] ?? 'stubble',
    density: 0.5 + random.next() / 2,
  };
}

function drawGlasses(random: Random, age: number): Glasses | undefined {
  if (!chance(random, 0.08 + 0.3 * rise(age, 30, 70))) return undefined;
  const colour = FRAMES[random.integer(FRAMES.length)] ?? BROWN;
  return { round: chance(random, 0.5), thickness: 0.02 + 0.03 * random.next(), colour };
}

const BROWN: Colour = [92, 58, 34];
const IRISES: readonly Colour[] = [
  BROWN,
  BROWN,
  [62, 38, 24],
  [62, 38, 24],
  [112, 92, 52],
  [86, 112, 92],
  [84, 118, 150],
  [108, 124, 136],
];
const FRAMES: readonly Colour[] = [
  [30, 28, 30],
  [70, 42, 28],
  [120, 36, 40],
  [150, 128, 84],
  [44, 60, 96],
];
