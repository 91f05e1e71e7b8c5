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
  const last = length - 1;
  for (let index = 0; index < length; index += 1) {
    line[index] = values[start + index * step] as number;
  }
  let sum = (line[0] as number) * (reach + 1);
  for (let offset = 1; offset <= reach; offset += 1) sum += line[Math.min(offset, last)] as number;
  for (let index = 0; index < length; index += 1) {
    values[start + index * step] = sum / (2 * reach + 1);
    sum +=
      (line[Math.min(index + reach + 1, last)] as number) -
      (line[Math.max(index - reach, 0)] as number);
  }
}
