/**
 * What Keras 3 calls the groups of layers' weights: their classes in snake case, counted where
 * there are several, `conv2d`, `conv2d_1` and so on (`_get_unique_name`, `to_snake_case`).
 *
 * @param classNames - of the layers of a model in Keras' order
 */
export function containerNames(classNames: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return classNames.map((className) => {
    const name = snakeCase(className);
    const count = counts.get(name);
    counts.set(name, (count ?? 0) + 1);
    return count === undefined ? name : `${name}_${count}`;
  });
}

function snakeCase(className: string): string {
  return className
    .replaceAll(/\W/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
