import { fieldOf, textOf, type MatCell, type MatStruct, type MatValue } from '@gender/mat';
import { elementCount } from '@gender/tensor';
import { isEmpty, LayerFields, type LayerPlace } from './layer-fields.js';

/** The layers of a file, before they are understood. */
export interface SourceLayers {
  /** The layers that were read, in the order of the file. */
  readonly layers: readonly SourceLayer[];
  /** Where reading ended within a layer: that layer, of which the fields behind are not known. */
  readonly cutLayer?: SourceLayer | undefined;
  /** Whether these are all layers of the file. */
  readonly isComplete: boolean;
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

/** One struct of a list, and where it lies in the file. */
interface Element {
  readonly path: string;
  readonly value: MatValue;
}

/** A list of structs: MATLAB has cell arrays and arrays of structs for it. */
export type MatList = MatCell | MatStruct;

export function isList(value: MatValue | undefined): value is MatList {
  return value?.kind === 'cell' || value?.kind === 'struct';
}

/**
 * The layers of a network: of a DagNN they name what they read and write, and hold their options in
 * `block`; of a SimpleNN each reads the one before it.
 *
 * @param params - the weights of a DagNN
 */
export function sourceLayers(
  file: string,
  layers: Element & { readonly value: MatList },
  params: Element | undefined,
): SourceLayers {
  const elements = elementsOf(layers);
  const isDag = elements.some(({ value }) =>
    ['block', 'inputs', 'outputs'].some((field) => fieldOf(value, field) !== undefined),
  );
  if (!isDag) return simpleLayers(file, elements);
  const weights = weightsByName(params);
  const read = elements.map((element, index) => dagLayer(file, element, index + 1, weights));
  return { layers: read, isComplete: true };
}

function elementsOf({ path, value }: Element): Element[] {
  if (value.kind === 'cell') {
    return value.cells.map((cell, index) => unwrapped(`${path}{${index + 1}}`, cell));
  }
  if (value.kind !== 'struct') return [];
  const count = elementCount(value.shape);
  return Array.from({ length: count }, (_, index) => ({
    path: count === 1 ? path : `${path}(${index + 1})`,
    value: {
      kind: 'struct',
      shape: [1, 1],
      fields: new Map(
        [...value.fields].map(([name, each]) => [name, each.slice(index, index + 1)]),
      ),
    },
  }));
}

/** What a cell array holds that holds one cell array or struct alone: brackets too many change nothing. */
function unwrapped(path: string, value: MatValue): Element {
  const [inner, ...more] = value.kind === 'cell' ? value.cells : [];
  if (more.length > 0 || !isList(inner)) return { path, value };
  return unwrapped(`${path}{1}`, inner);
}

function simpleLayers(file: string, elements: readonly Element[]): SourceLayers {
  const read = elements.filter(({ value }) => value.kind !== 'skipped');
  const layers = read.map((element, index): SourceLayer => {
    const { value } = element;
    const place = placeOf(file, index + 1, fieldOf(value, 'type'), fieldOf(value, 'name'));
    const fields = new LayerFields(place, value);
    return {
      fields,
      inputs: [`x${index}`],
      outputs: [`x${index + 1}`],
      weights: weightsIn(fields, element),
    };
  });
  const cutLayer = read.every(({ value }) => wasRead(value)) ? undefined : layers.pop();
  layers.forEach(requireType);
  return { layers, cutLayer, isComplete: layers.length === elements.length };
}

/** Whether reading did not end before an array or within it. */
function wasRead(value: MatValue): boolean {
  if (value.kind === 'cell') return value.cells.every(wasRead);
  if (value.kind === 'struct') return [...value.fields.values()].flat().every(wasRead);
  return value.kind !== 'skipped' || value.class !== undefined;
}

/** A cell array `weights`, or, in files before 2015, `filters` and `biases`. */
function weightsIn(fields: LayerFields, { path, value: struct }: Element): SourceWeight[] {
  const held = fieldOf(struct, 'weights');
  if (isEmpty(held)) {
    return ['filters', 'biases'].map((field) => ({
      path: `${path}.${field}`,
      value: fieldOf(struct, field),
    }));
  }
  const weights = unwrapped(`${path}.weights`, held);
  if (weights.value.kind !== 'cell') {
    throw fields.fail(
      `has weights that are no cell array {filters, biases} but ${weights.value.kind}`,
    );
  }
  return weights.value.cells.map((value, index) => ({
    path: `${weights.path}{${index + 1}}`,
    value,
  }));
}

/** A layer of a DagNN network, as `saveobj` stores it. */
function dagLayer(
  file: string,
  { value }: Element,
  position: number,
  params: ReadonlyMap<string, SourceWeight>,
): SourceLayer {
  const part = (field: string): MatValue | undefined => fieldOf(value, field);
  const fields = new LayerFields(
    placeOf(file, position, part('type'), part('name')),
    part('block'),
  );
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
}

/** The list of structs `params`, by their names. */
function weightsByName(params: Element | undefined): Map<string, SourceWeight> {
  const weights = new Map<string, SourceWeight>();
  for (const { path, value } of params === undefined ? [] : elementsOf(params)) {
    const name = textOf(fieldOf(value, 'name'));
    if (name !== undefined) {
      weights.set(name, { path: `${path}.value`, value: fieldOf(value, 'value') });
    }
  }
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
