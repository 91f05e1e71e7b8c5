import { fieldOf, textOf, type MatStruct, type MatValue } from '@gender/mat';
import { isEmpty, LayerFields } from './layer-fields.js';
import type { SourceLayer, SourceWeight } from './mat-net.js';

/**
 * The layers of a DagNN network, as `saveobj` stores it: arrays of structs `layers` and `params`.
 *
 * @param path - of `params`, for the paths of weights
 * @throws MatConvNetError when a layer has no type, no list of variables, or weights that are not
 *   there (`MATCONVNET_FORMAT`), or its block was saved as an object (`MATCONVNET_UNSUPPORTED`).
 */
export function readDagNN(
  file: string,
  layers: MatStruct,
  params: MatValue | undefined,
  path: string,
): SourceLayer[] {
  const weights = weightsByName(params, path);
  return (layers.fields.get('type') ?? []).map((_, index) => {
    const part = (field: string): MatValue | undefined => fieldOf(layers, field, index);
    const position = index + 1;
    const type = textOf(part('type')) ?? '';
    const name = textOf(part('name')) || `${type}${position}`;
    const fields = new LayerFields({ file, position, type, name }, part('block'));
    if (type === '') throw fields.fail('has no field "type"');
    requireStruct(fields, part('block'));
    return {
      fields,
      inputs: namesIn(fields, 'inputs', part('inputs')),
      outputs: namesIn(fields, 'outputs', part('outputs')),
      weights: namesIn(fields, 'params', part('params')).map((param) => {
        const weight = weights.get(param);
        if (weight !== undefined) return weight;
        throw fields.fail(`has weights "${param}" that are not among the network's params`);
      }),
    };
  });
}

function weightsByName(params: MatValue | undefined, path: string): Map<string, SourceWeight> {
  const names = params?.kind === 'struct' ? (params.fields.get('name') ?? []) : [];
  return new Map(
    names.map((name, index) => {
      const element = names.length === 1 ? path : `${path}(${index + 1})`;
      const value = fieldOf(params, 'value', index);
      return [textOf(name) ?? '', { path: `${element}.value`, value }];
    }),
  );
}

/** A cell array of texts, one text, or nothing. */
function namesIn(fields: LayerFields, field: string, value: MatValue | undefined): string[] {
  if (isEmpty(value)) return [];
  const names = value.kind === 'cell' ? value.cells.map(textOf) : [textOf(value)];
  return names.map((name) => {
    if (name) return name;
    throw fields.fail(`needs names in "${field}", found ${value.kind}`);
  });
}

/** An object in place of a struct would be taken for a block with all its defaults. */
function requireStruct(fields: LayerFields, block: MatValue | undefined): void {
  if (isEmpty(block) || block.kind === 'struct') return;
  throw fields.fail(
    `has a block that is no struct but ${block.kind}; save the network with "net = net.saveobj()"`,
    'MATCONVNET_UNSUPPORTED',
  );
}
