import { fieldOf, type MatCell, type MatValue, type MatVariables } from '@gender/mat';
import { MatConvNetError } from './matconvnet-error.js';

/** The parts of a network in a file, wherever they lie. */
export interface MatNet {
  readonly file: string;
  readonly layers: MatCell;
  /** How pictures were fed to it. */
  readonly normalization: MatValue | undefined;
  readonly classes: MatValue | undefined;
}

/**
 * Finds a network in the variables of a file: a struct `net`, or `layers` and `meta` as variables
 * of their own; normalisation and classes lie in it or in its `meta`.
 *
 * @throws MatConvNetError when there is none (`MATCONVNET_FORMAT`) or it is a DagNN (`MATCONVNET_UNSUPPORTED`).
 */
export function findNet(file: string, variables: MatVariables): MatNet {
  const net = variables.get('net');
  const part = (name: string): MatValue | undefined => fieldOf(net, name) ?? variables.get(name);
  const layers = part('layers');
  if (layers?.kind === 'struct') {
    throw new MatConvNetError(
      'MATCONVNET_UNSUPPORTED',
      `${file}: holds a DagNN network, which is not imported here; convert it to a SimpleNN network`,
    );
  }
  if (layers?.kind !== 'cell') {
    const names = [...variables.keys()].join(', ') || 'nothing';
    throw new MatConvNetError(
      'MATCONVNET_FORMAT',
      `${file}: holds no MatConvNet network; expected a variable "net" with a cell array "layers", or "layers" itself, found ${names}`,
    );
  }
  const meta = part('meta');
  return {
    file,
    layers,
    normalization: part('normalization') ?? fieldOf(meta, 'normalization'),
    classes: part('classes') ?? fieldOf(meta, 'classes'),
  };
}
