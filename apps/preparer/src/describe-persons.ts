import { formatCount } from '@gender/cli';

/** How many persons are known, and how many were told apart by their faces, on one line. */
export function describePersons(known: number, clusters: number): string {
  return [
    ...(known > 0 || clusters === 0 ? [`known: ${formatCount(known, 'persons')}`] : []),
    ...(clusters > 0 ? [`told apart by their faces: ${formatCount(clusters, 'persons')}`] : []),
  ].join('; ');
}
