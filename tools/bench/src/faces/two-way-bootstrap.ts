import { createRandom, required } from '@gender/core';

/** Whether the model of a draw was right about a picture. */
export interface Answer {
  /** From 0. */
  readonly draw: number;
  readonly picture: number;
  readonly right: boolean;
}

/** Resamples of the bootstrap. */
const RESAMPLES = 2000;

/**
 * The share of answers that are right, and its 95 % interval by the percentiles of a bootstrap that draws
 * models and pictures alike (the pigeonhole bootstrap; Owen 2007, Annals of Applied Statistics 1): it tells both of other models and of
 * other pictures, and is rather too wide than too narrow.
 *
 * @returns NaN where there are no answers
 */
export function meanRight(
  answers: readonly Answer[],
  draws: number,
): { mean: number; low: number; high: number } {
  const random = createRandom(0).fork('two ways');
  const pictures = new Map<number, number>();
  for (const { picture } of answers) {
    if (!pictures.has(picture)) pictures.set(picture, pictures.size);
  }
  const once = meanOf(answers, () => 1);
  const resampled = Array.from({ length: RESAMPLES }, () => {
    const [ofDraw, ofPicture] = [drawCounts(draws, random), drawCounts(pictures.size, random)];
    return meanOf(answers, ({ draw, picture }) => {
      const place = required(pictures.get(picture), 'a picture');
      return Number(ofDraw[draw]) * Number(ofPicture[place]);
    });
  }).sort((a, b) => a - b);
  const at = (share: number): number =>
    required(resampled[Math.round(share * (RESAMPLES - 1))], 'a resample');
  return { mean: once, low: at(0.025), high: at(0.975) };
}

function meanOf(answers: readonly Answer[], weightOf: (answer: Answer) => number): number {
  let [right, all] = [0, 0];
  for (const answer of answers) {
    const weight = weightOf(answer);
    all += weight;
    if (answer.right) right += weight;
  }
  return right / all;
}

/** How often each of `size` things is among as many that are drawn with replacement. */
function drawCounts(size: number, random: ReturnType<typeof createRandom>): Uint32Array {
  const counts = new Uint32Array(size);
  for (let drawn = 0; drawn < size; drawn += 1) {
    const at = random.integer(size);
    counts[at] = Number(counts[at]) + 1;
  }
  return counts;
}
