import type { Logger } from '@gender/core';
import { layerKind } from './layer-kind.js';
import type { SourceLayer } from './mat-net.js';

/**
 * The layers that a network needs when it runs: without those that measure it (losses, errors,
 * accuracies) and those that read what these write. Each that is left out is logged.
 *
 * @param layers - each after all that it reads
 */
export function withoutLosses(layers: readonly SourceLayer[], logger: Logger): SourceLayer[] {
  const dropped = new Set<string>();
  return layers.filter(({ fields, inputs, outputs }) => {
    if (!isLoss(fields.type) && !inputs.some((input) => dropped.has(input))) return true;
    outputs.forEach((output) => dropped.add(output));
    logger.info(`${fields.describe()} serves training only and is left out`);
    return false;
  });
}

/** `softmaxloss` is a softmax when a network runs. */
function isLoss(type: string): boolean {
  const kind = layerKind(type);
  return kind !== 'softmaxloss' && /loss|error|accuracy/.test(kind);
}
