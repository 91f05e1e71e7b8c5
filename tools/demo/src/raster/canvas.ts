import { blur } from './blur.js';
import type { Colour } from './colour.js';
import { coverage, coverageAt, type Mask } from './mask.js';
import type { Path } from './path.js';

/** One colour, or a colour for each pixel. */
export type Paint = Colour | ((x: number, y: number) => Colour);

/** How a shape is laid onto the canvas. */
export interface FillOptions {
  /** 0 (invisible) to 1 (covers what is below); 1 by default. */
  opacity?: number;
  /** The radius in pixels over which the edge fades; sharp by default. */
  soft?: number;
  /** Paints only where this mask covers. */
  within?: Mask;
}

/** A picture being painted: floating-point RGB, drawn with antialiased edges. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** Row by row, three values of 0 to 255 for each pixel. */
  readonly pixels: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Float32Array(width * height * 3);
  }

  /** Paints every pixel. */
  cover(paint: (x: number, y: number) => Colour): void {
    for (let y = 0; y < this.height; y += 1) {
      for (let x = 0; x < this.width; x += 1) this.#blend(x, y, paint(x, y), 1);
    }
  }

  /** Paints the inside of a closed outline and returns what it covered. */
  fill(path: Path, paint: Paint, options: FillOptions = {}): Mask {
    const { opacity = 1, soft = 0, within } = options;
    const margin = soft > 0 ? Math.ceil(2 * soft) + 1 : 0;
    const mask = coverage(path, this.width, this.height, margin);
    if (soft > 0) blur(mask.values, mask.width, mask.height, soft);
    this.#paint(mask, paint, opacity, within);
    return mask;
  }

  #paint(mask: Mask, paint: Paint, opacity: number, within: Mask | undefined): void {
    const colourAt = typeof paint === 'function' ? paint : (): Colour => paint;
    for (let row = 0; row < mask.height; row += 1) {
      const y = mask.top + row;
      for (let column = 0; column < mask.width; column += 1) {
        const x = mask.left + column;
        const covered = (mask.values[row * mask.width + column] as number) * opacity;
        const share = within === undefined ? covered : covered * coverageAt(within, x, y);
        if (share > 0.002) this.#blend(x, y, colourAt(x, y), share);
      }
    }
  }

  #blend(x: number, y: number, colour: Colour, share: number): void {
    const start = (y * this.width + x) * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      const below = this.pixels[start + channel] as number;
      this.pixels[start + channel] = below + ((colour[channel] as number) - below) * share;
    }
  }
}
