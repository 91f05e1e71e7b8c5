import type { DecodeContext } from '../decode/decode-context.js';
import { isTensor, namedArguments, operandsOf } from '../decode/operands.js';
import type { DecodeLayer } from './layer-converter.js';

/** What every operation says of itself; `function` is its name in Keras 2. */
const COMMON: readonly string[] = ['name', 'trainable', 'dtype', 'function'];

/** Of options that are not read the value that changes nothing: `tf.nn.silu(x, beta=1.0)`. */
const neutral: ReadonlyMap<string, unknown> = new Map([['beta', 1]]);

type Options = readonly (readonly [name: string, value: unknown])[];

/**
 * An operation on one tensor that has no options but those that are read; none that stands among the
 * arguments, where Keras 2 has all of them.
 *
 * @param read - the names of the options in the configuration that `decode` reads
 */
export function unary(decode: DecodeLayer, read: readonly string[] = []): DecodeLayer {
  return withOptions((layer) => {
    const named = Object.entries(namedArguments(layer.node)).filter(
      ([name, value]) => name !== 'name' && !isTensor(value),
    );
    if (operandsOf(layer.node).length - named.length > 1) {
      throw layer.unsupported('other than one operand');
    }
    refuseOptions(layer, named);
    return decode(layer);
  }, read);
}

/** An operation whose configuration has no other options than those that are read. */
export function withOptions(decode: DecodeLayer, read: readonly string[] = []): DecodeLayer {
  const known = new Set([...COMMON, ...read]);
  return (layer) => {
    const options = Object.entries(layer.entry.config);
    refuseOptions(
      layer,
      options.filter(([name]) => !known.has(name)),
    );
    return decode(layer);
  };
}

/** Refuses options that say anything; what is `null` is not used. */
function refuseOptions(layer: DecodeContext, options: Options): void {
  const found = options.filter(([name, value]) => value !== null && value !== neutral.get(name));
  if (found.length === 0) return;
  const list = found.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('; ');
  throw layer.unsupported(`an option that networks do not have (${list})`);
}
