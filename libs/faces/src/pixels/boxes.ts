import type { Point } from './similarity.js';

/** An upright rectangle of a picture, in pixels from its upper left corner; it may reach beyond the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A box, and how sure it is that it holds a face, from 0 to 1. */
export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
}

export function middleOf({ left, top, width, height }: Box): Point {
  return { x: left + width / 2, y: top + height / 2 };
}

/** The area that two boxes share, as a part of the area that they cover together: 0 to 1. */
export function intersectionOverUnion(one: Box, other: Box): number {
  const shared = sharedArea(one, other);
  return shared / (one.width * one.height + other.width * other.height - shared);
}

/** The area that two boxes share, as a part of the smaller one: 1 where it lies within the other. */
export function intersectionOverSmaller(one: Box, other: Box): number {
  return sharedArea(one, other) / Math.min(one.width * one.height, other.width * other.height);
}

function sharedArea(one: Box, other: Box): number {
  const across =
    Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const down =
    Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return Math.max(0, across) * Math.max(0, down);
}

/**
 * Of boxes that overlap by more than a threshold, the one of the highest score.
 *
 * @param overlap - of two boxes, from 0 to 1
 * @returns what is left, highest score first
 */
export function suppressNonMaxima<T extends ScoredBox>(
  found: readonly T[],
  threshold: number,
  overlap: (one: Box, other: Box) => number = intersectionOverUnion,
): T[] {
  const kept: T[] = [];
  for (const candidate of [...found].sort((one, other) => other.score - one.score)) {
    if (kept.every(({ box }) => overlap(box, candidate.box) <= threshold)) kept.push(candidate);
  }
  return kept;
}
