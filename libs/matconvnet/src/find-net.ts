import { fieldOf, type MatValue, type MatVariables } from '@gender/mat';
import { MatConvNetError } from './matconvnet-error.js';
import type { MatNet, SourceLayer } from './mat-net.js';
import { readDagNN } from './read-dagnn.js';
import { readSimpleNN } from './read-simplenn.js';

/**
 * Finds a network in the variables of a file: a struct `net` (or of another name) with `layers`, or
 * `layers` and `meta` as variables of their own, with whatever else a checkpoint holds beside it.
 * Normalisation and classes lie in the network or in its `meta`.
 *
 * @throws MatConvNetError when there is none or it is not built as one (`MATCONVNET_FORMAT`), or was
 *   saved as an object (`MATCONVNET_UNSUPPORTED`).
 */
export function findNet(file: string, variables: MatVariables): MatNet {
  const [name, net] = findStruct(file, variables);
  const part = (field: string): MatValue | undefined => fieldOf(net, field) ?? variables.get(field);
  const meta = part('meta');
  const stored = part('layers');
  const described = (...fields: string[]): MatValue | undefined =>
    fields.map((field) => part(field) ?? fieldOf(meta, field)).find((value) => value !== undefined);
  return {
    file,
    layers: readLayers(file, name, part, variables),
    isComplete: stored?.kind !== 'cell' || !stored.cells.some(({ kind }) => kind === 'skipped'),
    normalization: described('normalization', 'normalisation'),
    inputSize: described('inputSize') ?? fieldOf(fieldOf(meta, 'inputs'), 'size'),
    classes: described('classes'),
  };
}

/** The struct that holds the network and its name; neither where its parts are variables. */
function findStruct(
  file: string,
  variables: MatVariables,
): readonly [string | undefined, MatValue | undefined] {
  const net = variables.get('net');
  if (net?.kind === 'opaque') {
    throw new MatConvNetError(
      'MATCONVNET_UNSUPPORTED',
      `${file}: holds the network as an object of class "${net.className}", which only MATLAB can read; save it with "net = net.saveobj()" first`,
    );
  }
  if (net !== undefined || variables.has('layers')) return [net && 'net', net];
  const found = [...variables].find(([, value]) => fieldOf(value, 'layers') !== undefined);
  return found ?? [undefined, undefined];
}

function readLayers(
  file: string,
  name: string | undefined,
  part: (field: string) => MatValue | undefined,
  variables: MatVariables,
): SourceLayer[] {
  const layers = part('layers');
  const prefix = name === undefined ? '' : `${name}.`;
  if (layers?.kind === 'cell') return readSimpleNN(file, layers, `${prefix}layers`);
  if (layers?.kind === 'struct') return readDagNN(file, layers, part('params'), `${prefix}params`);
  const names = [...variables.keys()].join(', ') || 'nothing';
  throw new MatConvNetError(
    'MATCONVNET_FORMAT',
    `${file}: holds no MatConvNet network; expected a variable "net" with a cell array or structs "layers", or "layers" itself, found ${names}`,
  );
}
