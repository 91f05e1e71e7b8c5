import * as z from 'zod';

/** The seeds of a flag such as `0`, `0-4` or `0,2,7-9`. */
export const seedList = z.string().transform((text, context) => {
  return text.split(',').flatMap((part) => {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    const first = Number(range?.[1]);
    const last = Number(range?.[2] ?? first);
    if (range === null || last < first) {
      context.addIssue(`'${part}' is no seed; write 0, 0-4 or 0,2,7-9`);
      return [];
    }
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
});
