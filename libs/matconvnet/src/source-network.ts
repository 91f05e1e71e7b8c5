import { fieldOf, type MatValue, type MatVariables } from '@gender/mat';
import { elementCount } from '@gender/tensor';
import { MatConvNetError } from './matconvnet-error.js';
import { isList, sourceLayers, type SourceLayers } from './source-layers.js';

/** Structs in structs are looked through so deep: `checkpoint.model.net`. */
const DEPTH = 3;

/** A network as a file has it, SimpleNN or DagNN, before its layers are understood. */
export interface SourceNetwork extends SourceLayers {
  readonly file: string;
  /** How pictures were fed to it. */
  readonly normalization: MatValue | undefined;
  /** `[height width channels …]`, where the file says it apart from the normalisation. */
  readonly inputSize: MatValue | undefined;
  readonly classes: MatValue | undefined;
}

/**
 * Finds a network in the variables of a file: a struct `net` (or of another name, or within another
 * struct) with `layers`, or `layers` and `meta` as variables of their own, with whatever else a
 * checkpoint holds beside it. Normalisation and classes lie in the network or in its `meta`.
 *
 * @throws MatConvNetError when there is none or which one is not clear, it is not built as one or its weights are not there
 *   (`MATCONVNET_FORMAT`), or it was saved as an object (`MATCONVNET_UNSUPPORTED`).
 */
export function findNetwork(file: string, variables: MatVariables): SourceNetwork {
  const [name, net] = findStruct(file, variables);
  const prefix = name === undefined ? '' : `${name}.`;
  const part = (field: string): MatValue | undefined => fieldOf(net, field) ?? variables.get(field);
  const meta = part('meta');
  const described = (field: string): MatValue | undefined => part(field) ?? fieldOf(meta, field);
  const layers = part('layers');
  if (!isList(layers)) throw noNetwork(file, variables);
  const params = part('params');
  return {
    file,
    normalization: described('normalization') ?? described('normalisation'),
    inputSize: described('inputSize') ?? fieldOf(fieldOf(meta, 'inputs'), 'size'),
    classes: described('classes'),
    ...sourceLayers(
      file,
      { path: `${prefix}layers`, value: layers },
      params && { path: `${prefix}params`, value: params },
    ),
  };
}

/** The struct that holds the network and its path; neither where its parts are variables. */
function findStruct(file: string, variables: MatVariables): readonly [string?, MatValue?] {
  const net = variables.get('net');
  if (net?.kind === 'opaque') {
    throw new MatConvNetError(
      'MATCONVNET_UNSUPPORTED',
      `${file}: holds the network as an object of class "${net.className}", which only MATLAB can read; save it with "net = net.saveobj()" first`,
    );
  }
  if (variables.has('layers')) return [];
  let level: (readonly [path: string, value: MatValue])[] = [...variables];
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const found = level.filter(([, value]) => fieldOf(value, 'layers') !== undefined);
    if (found.length > 0) return chooseNetwork(file, found);
    level = level.flatMap(([path, value]) => fieldsOf(path, value));
  }
  return [];
}

/** Of several networks the one that is called `net`, as MatConvNet calls them. */
function chooseNetwork(
  file: string,
  found: readonly (readonly [path: string, value: MatValue])[],
): readonly [string, MatValue] {
  const named = found.filter(([path]) => /(^|\.)net$/.test(path));
  const [only, ...more] = named.length > 0 ? named : found;
  if (only !== undefined && more.length === 0) return only;
  throw new MatConvNetError(
    'MATCONVNET_FORMAT',
    `${file}: holds several networks (${found.map(([path]) => path).join(', ')}); save the one that is wanted under the name "net"`,
  );
}

/** The fields of one struct with their paths; nothing of anything else. */
function fieldsOf(path: string, value: MatValue): (readonly [path: string, value: MatValue])[] {
  if (value.kind !== 'struct' || elementCount(value.shape) !== 1) return [];
  return [...value.fields].flatMap(([field, values]) =>
    values.map((each) => [`${path}.${field}`, each] as const),
  );
}

function noNetwork(file: string, variables: MatVariables): MatConvNetError {
  return new MatConvNetError(
    'MATCONVNET_FORMAT',
    `${file}: holds no MatConvNet network; expected a variable "net" with a cell array or structs "layers", or "layers" itself, found ${[...variables.keys()].join(', ') || 'nothing'}`,
  );
}
