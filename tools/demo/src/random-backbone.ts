import { createRandom, type Random } from '@gender/core';
import { openFileSource } from '@gender/core/node';
import { matArray, readMat, writeMat, type MatInput, type MatValue } from '@gender/mat';

/**
 * Writes a network of the same shape with random weights: normal with variance 2 / inputs (He et
 * al. 2015), biases 0. Layers, classes and mean image stay as they are.
 *
 * @param input - a MatConvNet file of any layout that keeps `weights` as `{filters, biases}`
 */
export async function writeRandomBackbone(
  input: string,
  output: string,
  seed: number,
): Promise<void> {
  await using source = await openFileSource(input);
  const random = createRandom(seed).fork('backbone');
  const variables: Record<string, MatInput> = {};
  for (const [name, value] of await readMat(source)) variables[name] = redraw(value, random);
  await writeMat(output, variables);
}

/** The value with all filters in it drawn anew, and the biases beside them set to 0. */
function redraw(value: MatValue, random: Random): MatInput {
  switch (value.kind) {
    case 'cell': {
      const filters = value.cells.findIndex(isFilters);
      const cells = value.cells.map((cell, index): MatInput => {
        if (filters < 0 || cell.kind !== 'numeric') return redraw(cell, random);
        return index === filters ? drawFilters(cell.shape, random) : zeros(cell.shape);
      });
      return { ...value, cells };
    }
    case 'struct': {
      const fields = [...value.fields].map(
        ([name, values]) => [name, values.map((each) => redraw(each, random))] as const,
      );
      return { ...value, fields: new Map(fields) };
    }
    case 'skipped':
    case 'opaque':
      throw new TypeError(`an array of kind '${value.kind}' cannot be written again`);
    default:
      return value;
  }
}

/** Filters have the shape `(height, width, inputs, outputs)`. */
function isFilters(value: MatValue): boolean {
  return value.kind === 'numeric' && value.class === 'single' && value.shape.length === 4;
}

function drawFilters(shape: readonly number[], random: Random): MatInput {
  const inputs = count(shape.slice(0, 3));
  const deviation = Math.sqrt(2 / inputs);
  const filters = Float32Array.from({ length: count(shape) }, () => deviation * random.normal());
  return matArray('single', shape, filters);
}

function zeros(shape: readonly number[]): MatInput {
  return matArray('single', shape, new Float32Array(count(shape)));
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
