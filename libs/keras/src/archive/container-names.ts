import { required } from '@gender/core';

/**
 * What Keras 3 calls the groups of layers' weights: their classes in snake case, counted where
 * there are several, `conv2d`, `conv2d_1` and so on (`_get_unique_name`, `to_snake_case`).
 *
 * @param classNames - of the layers of a model in Keras' order
 */
export function containerNames(classNames: readonly string[]): string[] {
  const names = classNames.map(snakeCase);
  const counts = new Map(names.map((name) => [name, 0]));
  return names.map((name) => {
    const count = required(counts.get(name), `the count of ${name}`);
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}

function snakeCase(className: string): string {
  return className
    .replaceAll(/\W/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
