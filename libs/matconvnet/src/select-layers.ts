import type { LogBook } from './log-book.js';
import { MatConvNetError } from './matconvnet-error.js';
import type { SourceLayer } from './mat-net.js';
import { lastLayers, requiredSources } from './source-graph.js';

/**
 * The layers on which one depends, it last: the one asked for, or the last of the file.
 *
 * @param all - each after all that it reads
 * @throws MatConvNetError when there is no such layer (`MATCONVNET_OPTION`), or none at all.
 */
export function selectLayers(
  file: string,
  all: readonly SourceLayer[],
  until: string | undefined,
  log: LogBook,
): SourceLayer[] {
  const ends = lastLayers(all);
  const last = until === undefined ? ends.at(-1) : all.find(({ fields }) => fields.name === until);
  if (last === undefined) {
    const names = all.map(({ fields }) => fields.name).join(', ');
    throw until === undefined
      ? new MatConvNetError('MATCONVNET_FORMAT', `${file}: the network has no layers`)
      : new MatConvNetError(
          'MATCONVNET_OPTION',
          `${file}: has no layer "${until}"; its layers are ${names}`,
        );
  }
  if (until === undefined && ends.length > 1) {
    const others = ends.slice(0, -1).map(({ fields }) => `"${fields.name}"`);
    log.warn(
      `${file}: has ${ends.length} outputs; "${last.fields.name}" is kept, ${others.join(', ')} left out`,
    );
  }
  return requiredSources(all, last);
}
