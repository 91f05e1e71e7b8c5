/** Blurs a plane of numbers in place: two passes of a box filter in each direction. */
export function blur(values: Float32Array, width: number, height: number, radius: number): void {
  const reach = Math.max(Math.round(radius), 1);
  const line = new Float32Array(Math.max(width, height));
  for (let pass = 0; pass < 2; pass += 1) {
    for (let row = 0; row < height; row += 1) boxFilter(values, line, row * width, 1, width, reach);
    for (let column = 0; column < width; column += 1) {
      boxFilter(values, line, column, width, height, reach);
    }
  }
}

/** One box filter along a row or column; outside it, its end values go on. */
function boxFilter(
  values: Float32Array,
  line: Float32Array,
  start: number,
  step: number,
  length: number,
  reach: number,
): void {
  for (let index = 0; index < length; index += 1) {
    line[index] = values[start + index * step] as number;
  }
  const at = (index: number): number => line[Math.min(Math.max(index, 0), length - 1)] as number;
  let sum = 0;
  for (let offset = -reach; offset <= reach; offset += 1) sum += at(offset);
  for (let index = 0; index < length; index += 1) {
    values[start + index * step] = sum / (2 * reach + 1);
    sum += at(index + reach + 1) - at(index - reach);
  }
}
