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

/** The cells of a column of counts, their ends below that of its title. */
export function column(title: string, counts: readonly number[]): string[] {
  const texts = counts.map(grouped);
  const width = texts.reduce((widest, { length }) => Math.max(widest, length), title.length);
  return texts.map((text) => text.padStart(width));
}

/** How many classes there are, and the first of them. */
export function classesText(classes: readonly string[] | undefined): string {
  if (classes === undefined) return 'unknown';
  const more = classes.length > shownClasses ? ', …' : '';
  return `${grouped(classes.length)}: ${classes.slice(0, shownClasses).join(', ')}${more}`;
}
