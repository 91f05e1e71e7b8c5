/** How many class names are shown. */
const shownClasses = 3;

/** `(64, 64, 3)` */
export function shapeText(shape: readonly (number | string)[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/** `75,202` */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** The cells of a column of counts by what is counted, their ends below that of its title. */
export function column<T>(
  title: string,
  rows: readonly T[],
  count: (row: T) => number,
): (row: T) => string {
  const width = rows.reduce(
    (widest, row) => Math.max(widest, grouped(count(row)).length),
    title.length,
  );
  return (row) => grouped(count(row)).padStart(width);
}

/** How many classes there are, and the first of them. */
export function classesText(classes: readonly string[] | undefined): string {
  if (classes === undefined) return 'unknown';
  const more = classes.length > shownClasses ? ', …' : '';
  return `${grouped(classes.length)}: ${classes.slice(0, shownClasses).join(', ')}${more}`;
}
