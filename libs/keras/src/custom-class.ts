/** What a file says of the class of a layer or of another object. */
export interface ClassRecord {
  readonly class_name: string;
  /** Where the class is defined; `null` in a script. HDF5 files do not say it. */
  readonly module?: string | null | undefined;
  /** Under what name Keras finds the class; `null` for most of its own. */
  readonly registered_name?: string | null | undefined;
}

/** Where Keras defines its own classes; `keras_hub` is another package. */
const KERAS_MODULE = /^(tf_)?keras(\.|$)/;

/**
 * The full name of a class that is not Keras' own, which may be called as one that is:
 * `Mine>Conv2D`, as HDF5 files have it. Without a package of its own it is `Custom>Conv2D`.
 *
 * @returns undefined for a class of Keras, or where the file does not tell
 */
export function customName({
  class_name: className,
  module,
  registered_name: registered,
}: ClassRecord): string | undefined {
  const isElsewhere = module !== undefined && !(module !== null && KERAS_MODULE.test(module));
  const own = registered ?? className;
  if (!isElsewhere && own === className) return undefined;
  return own.includes('>') ? own : `Custom>${own}`;
}
