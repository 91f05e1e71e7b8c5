import {
  fieldOf,
  textOf,
  type MatCell,
  type MatStruct,
  type MatValue,
  type MatVariables,
} from '@gender/mat';
import { isEmpty, LayerFields, type LayerPlace } from './layer-fields.js';
import { MatConvNetError } from './matconvnet-error.js';

/** A network as a file has it, SimpleNN or DagNN, before its layers are understood. */
export interface SourceNetwork {
  readonly file: string;
  /** The layers that were read, in the order of the file. */
  readonly layers: readonly SourceLayer[];
  /** Where reading ended within a layer: that layer, of which the fields behind are not known. */
  readonly cutLayer?: SourceLayer | undefined;
  /** Whether these are all layers of the file. */
  readonly isComplete: boolean;
  /** How pictures were fed to it. */
  readonly normalization: MatValue | undefined;
  /** `[height width channels …]`, where the file says it apart from the normalisation. */
  readonly inputSize: MatValue | undefined;
  readonly classes: MatValue | undefined;
}

/** One layer as the file has it. */
export interface SourceLayer {
  readonly fields: LayerFields;
  /** The variables that it reads and writes. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly weights: readonly SourceWeight[];
}

/** An array of weights and where it lies in the file. */
export interface SourceWeight {
  readonly path: string;
  readonly value: MatValue | undefined;
}

/**
 * Finds a network in the variables of a file: a struct `net` (or of another name) with `layers`, or
 * `layers` and `meta` as variables of their own, with whatever else a checkpoint holds beside it.
 * Normalisation and classes lie in the network or in its `meta`.
 *
 * @throws MatConvNetError when there is none, it is not built as one or its weights are not there
 *   (`MATCONVNET_FORMAT`), or it was saved as an object (`MATCONVNET_UNSUPPORTED`).
 */
export function findNetwork(file: string, variables: MatVariables): SourceNetwork {
  const [name, net] = findStruct(file, variables);
  const prefix = name === undefined ? '' : `${name}.`;
  const part = (field: string): MatValue | undefined => fieldOf(net, field) ?? variables.get(field);
  const meta = part('meta');
  const described = (field: string): MatValue | undefined => part(field) ?? fieldOf(meta, field);
  const description = {
    file,
    normalization: described('normalization') ?? described('normalisation'),
    inputSize: described('inputSize') ?? fieldOf(fieldOf(meta, 'inputs'), 'size'),
    classes: described('classes'),
  };
  const layers = part('layers');
  if (layers?.kind === 'cell') {
    return { ...description, ...simpleLayers(file, layers, `${prefix}layers`) };
  }
  if (layers?.kind === 'struct') {
    const params = weightsByName(part('params'), `${prefix}params`);
    return { ...description, layers: dagLayers(file, layers, params), isComplete: true };
  }
  throw new MatConvNetError(
    'MATCONVNET_FORMAT',
    `${file}: holds no MatConvNet network; expected a variable "net" with a cell array or structs "layers", or "layers" itself, found ${[...variables.keys()].join(', ') || 'nothing'}`,
  );
}

/** The struct that holds the network and its name; neither where its parts are variables. */
function findStruct(file: string, variables: MatVariables): readonly [string?, MatValue?] {
  const net = variables.get('net');
  if (net?.kind === 'opaque') {
    throw new MatConvNetError(
      'MATCONVNET_UNSUPPORTED',
      `${file}: holds the network as an object of class "${net.className}", which only MATLAB can read; save it with "net = net.saveobj()" first`,
    );
  }
  if (net !== undefined) return ['net', net];
  if (variables.has('layers')) return [];
  return [...variables].find(([, value]) => fieldOf(value, 'layers') !== undefined) ?? [];
}

/** The layers of a SimpleNN network, each of which reads the one before it. */
function simpleLayers(
  file: string,
  { cells }: MatCell,
  path: string,
): Pick<SourceNetwork, 'layers' | 'cutLayer' | 'isComplete'> {
  const read = cells.filter(({ kind }) => kind !== 'skipped');
  const layers = read.map((struct, index): SourceLayer => {
    const place = placeOf(file, index + 1, fieldOf(struct, 'type'), fieldOf(struct, 'name'));
    return {
      fields: new LayerFields(place, struct),
      inputs: [`x${index}`],
      outputs: [`x${index + 1}`],
      weights: weightsIn(struct, `${path}{${index + 1}}`),
    };
  });
  const cutLayer = read.every(wasRead) ? undefined : layers.pop();
  layers.forEach(requireType);
  return { layers, cutLayer, isComplete: layers.length === cells.length };
}

/** Whether reading did not end before an array or within it. */
function wasRead(value: MatValue): boolean {
  if (value.kind === 'cell') return value.cells.every(wasRead);
  if (value.kind === 'struct') return [...value.fields.values()].flat().every(wasRead);
  return value.kind !== 'skipped' || value.class !== undefined;
}

/** A cell array `weights`, or, in files before 2015, `filters` and `biases`. */
function weightsIn(struct: MatValue, path: string): SourceWeight[] {
  const weights = fieldOf(struct, 'weights');
  if (weights?.kind === 'cell' && weights.cells.length > 0) {
    return weights.cells.map((value, index) => ({ path: `${path}.weights{${index + 1}}`, value }));
  }
  return ['filters', 'biases'].map((field) => ({
    path: `${path}.${field}`,
    value: fieldOf(struct, field),
  }));
}

/** The layers of a DagNN network, as `saveobj` stores it: an array of structs. */
function dagLayers(
  file: string,
  layers: MatStruct,
  params: ReadonlyMap<string, SourceWeight>,
): SourceLayer[] {
  const types = layers.fields.get('type');
  if (types === undefined) {
    throw new MatConvNetError(
      'MATCONVNET_FORMAT',
      `${file}: the network has no layers: "layers" has no field "type"`,
    );
  }
  return types.map((type, index) => {
    const part = (field: string): MatValue | undefined => fieldOf(layers, field, index);
    const place = placeOf(file, index + 1, type, part('name'));
    const fields = new LayerFields(place, part('block'));
    const layer: SourceLayer = {
      fields,
      inputs: namesIn(fields, 'inputs', part('inputs')),
      outputs: namesIn(fields, 'outputs', part('outputs')),
      weights: namesIn(fields, 'params', part('params')).map((param) => {
        const weight = params.get(param);
        if (weight !== undefined) return weight;
        throw fields.fail(`has weights "${param}" that are not among the network's params`);
      }),
    };
    requireType(layer);
    requireStruct(fields, part('block'));
    return layer;
  });
}

/** The array of structs `params`, by their names. */
function weightsByName(params: MatValue | undefined, path: string): Map<string, SourceWeight> {
  const weights = new Map<string, SourceWeight>();
  const names = params?.kind === 'struct' ? params.fields.get('name') : undefined;
  names?.forEach((text, index) => {
    const name = textOf(text);
    const element = names.length === 1 ? path : `${path}(${index + 1})`;
    const value = fieldOf(params, 'value', index);
    if (name !== undefined) weights.set(name, { path: `${element}.value`, value });
  });
  return weights;
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

/** A layer without a name is called by its type and position: `relu2`. */
function placeOf(
  file: string,
  position: number,
  typeText: MatValue | undefined,
  nameText: MatValue | undefined,
): LayerPlace {
  const type = textOf(typeText) || undefined;
  return { file, position, type, name: textOf(nameText) || `${type ?? 'layer'}${position}` };
}

function requireType({ fields }: SourceLayer): void {
  if (fields.kind === undefined) throw fields.fail('has no field "type"');
}

/** An object in place of a struct would be taken for a block with all its defaults. */
function requireStruct(fields: LayerFields, block: MatValue | undefined): void {
  if (isEmpty(block) || block.kind === 'struct') return;
  throw fields.fail(
    `has a block that is no struct but ${block.kind}; save the network with "net = net.saveobj()"`,
    'MATCONVNET_UNSUPPORTED',
  );
}
