/**
 * The seeds of a flag such as `0`, `0-4` or `0,2,7-9`.
 *
 * @throws RangeError when the text names no whole numbers, or a range runs backwards.
 */
export function parseSeeds(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    const first = Number(range?.[1]);
    const last = Number(range?.[2] ?? first);
    if (range === null || last < first) {
      throw new RangeError(`--seeds ${text}: '${part}' is no seed; write 0, 0-4 or 0,2,7-9`);
    }
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
