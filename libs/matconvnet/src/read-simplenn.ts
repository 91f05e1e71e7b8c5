import { fieldOf, textOf, type MatCell, type MatValue } from '@gender/mat';
import { LayerFields } from './layer-fields.js';
import type { SourceLayer, SourceWeight } from './mat-net.js';

/**
 * The layers of a SimpleNN network, each of which reads the one before it.
 *
 * @param path - of the cell array, for the paths of weights
 * @throws MatConvNetError when a layer has no type.
 */
export function readSimpleNN(file: string, layers: MatCell, path: string): SourceLayer[] {
  const read = layers.cells.filter((cell) => cell.kind !== 'skipped');
  return read.map((struct, index) => {
    const position = index + 1;
    const type = textOf(fieldOf(struct, 'type')) ?? '';
    const name = textOf(fieldOf(struct, 'name')) || `${type}${position}`;
    const fields = new LayerFields({ file, position, type, name }, struct);
    if (type === '') throw fields.fail('has no field "type"');
    return {
      fields,
      inputs: [`x${index}`],
      outputs: [`x${position}`],
      weights: weightsOf(struct, `${path}{${position}}`),
    };
  });
}

/** A cell array `weights`, or, in files before 2015, `filters` and `biases`. */
function weightsOf(struct: MatValue, path: string): SourceWeight[] {
  const weights = fieldOf(struct, 'weights');
  if (weights?.kind === 'cell' && weights.cells.length > 0) {
    return weights.cells.map((value, index) => ({ path: `${path}.weights{${index + 1}}`, value }));
  }
  return ['filters', 'biases'].map((field) => ({
    path: `${path}.${field}`,
    value: fieldOf(struct, field),
  }));
}
