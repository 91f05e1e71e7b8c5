/**
 * The type of a layer without package and case, by which SimpleNN's and DagNN's are told apart:
 * `relu` of `relu` and of `dagnn.ReLU`.
 */
export function layerKind(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1).toLowerCase();
}
