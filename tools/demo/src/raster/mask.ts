import type { Path, Point } from './path.js';

/** How much of each pixel a shape covers, 0 to 1, within a rectangle of the canvas. */
export interface Mask {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Row by row, `width × height`. */
  readonly values: Float32Array;
}

/**
 * The exact coverage of a closed outline, by the signed areas of its edges.
 *
 * @param margin - pixels of room around the shape, for a blur to follow
 */
export function coverage(path: Path, width: number, height: number, margin = 0): Mask {
  const bounds = boundsOf(path, width, height, margin);
  const stride = bounds.width + 1;
  const areas = new Float32Array(stride * bounds.height + 1);
  path.forEach((from, index) => {
    const to = path[(index + 1) % path.length] as Point;
    addEdge(areas, stride, bounds, from, to);
  });
  return { ...bounds, values: accumulate(areas, stride, bounds.width, bounds.height) };
}

/** The coverage at a pixel of the canvas; 0 outside the mask's rectangle. */
export function coverageAt(mask: Mask, x: number, y: number): number {
  const [column, row] = [x - mask.left, y - mask.top];
  if (column < 0 || row < 0 || column >= mask.width || row >= mask.height) return 0;
  return mask.values[row * mask.width + column] as number;
}

type Bounds = Omit<Mask, 'values'>;

function boundsOf(path: Path, width: number, height: number, margin: number): Bounds {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of path) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  const left = clamp(Math.floor(minX) - margin, width);
  const top = clamp(Math.floor(minY) - margin, height);
  const right = clamp(Math.ceil(maxX) + margin, width);
  const bottom = clamp(Math.ceil(maxY) + margin, height);
  return { left, top, width: right - left, height: bottom - top };
}

/** Adds, for each row an edge crosses, the change of coverage it causes from its pixel onwards. */
function addEdge(areas: Float32Array, stride: number, bounds: Bounds, a: Point, b: Point): void {
  if (a[1] === b[1]) return;
  const direction = a[1] < b[1] ? 1 : -1;
  const [[topX, topY], [bottomX, bottomY]] = direction === 1 ? [a, b] : [b, a];
  const slope = (bottomX - topX) / (bottomY - topY);
  const first = Math.max(topY - bounds.top, 0);
  const last = Math.min(bottomY - bounds.top, bounds.height);
  for (let row = Math.floor(first); row < last; row += 1) {
    const from = Math.max(first, row);
    const to = Math.min(last, row + 1);
    const x = (y: number): number =>
      clamp(topX + (y + bounds.top - topY) * slope - bounds.left, bounds.width);
    addRow(areas, row * stride, x(from), x(to), direction * (to - from));
  }
}

/** Spreads `height` of an edge that runs from `x0` to `x1` within one row. */
function addRow(areas: Float32Array, row: number, x0: number, x1: number, height: number): void {
  const [left, right] = x0 < x1 ? [x0, x1] : [x1, x0];
  const pixels = Math.max(Math.ceil(right) - Math.floor(left), 1);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const column = Math.floor(left) + pixel;
    const from = Math.max(left, column);
    const to = Math.min(right, column + 1);
    const share = right > left ? (height * (to - from)) / (right - left) : height;
    const covered = share * (1 - ((from + to) / 2 - column));
    add(areas, row + column, covered);
    add(areas, row + column + 1, share - covered);
  }
}

function accumulate(
  areas: Float32Array,
  stride: number,
  width: number,
  height: number,
): Float32Array {
  const values = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    let sum = 0;
    for (let column = 0; column < width; column += 1) {
      sum += areas[row * stride + column] as number;
      values[row * width + column] = Math.min(Math.abs(sum), 1);
    }
  }
  return values;
}

function add(values: Float32Array, index: number, value: number): void {
  values[index] = (values[index] as number) + value;
}

function clamp(value: number, end: number): number {
  return Math.min(Math.max(value, 0), end);
}
