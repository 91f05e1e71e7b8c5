import { GenderError } from '@gender/core';

/**
 * What went wrong with a MAT-file:
 * `MAT_FORMAT` its bytes contradict the format or each other, `MAT_TRUNCATED` it ends too early,
 * `MAT_UNSUPPORTED` it is of a kind that is not read here, `MAT_LIMIT` it exceeds a limit of this
 * reader, `MAT_PATH` it holds no array of that name, `MAT_VALUE` a value cannot be written.
 */
export type MatErrorCode =
  'MAT_FORMAT' | 'MAT_TRUNCATED' | 'MAT_UNSUPPORTED' | 'MAT_LIMIT' | 'MAT_PATH' | 'MAT_VALUE';

/** Where in a file an error was found. */
export interface MatErrorPlace {
  /** A byte of the file; for compressed data, the first byte of its compressed form. */
  readonly offset?: number | undefined;
  /** For compressed data, how many bytes of its inflated form lie before the error. */
  readonly inflatedOffset?: number | undefined;
}

/** A MAT-file cannot be read, or a value cannot be written to one. */
export class MatError extends GenderError<MatErrorCode> implements MatErrorPlace {
  override readonly name = 'MatError';
  readonly offset: number | undefined;
  readonly inflatedOffset: number | undefined;

  constructor(
    code: MatErrorCode,
    message: string,
    options: MatErrorPlace & { cause?: unknown } = {},
  ) {
    super(code, message, options);
    this.offset = options.offset;
    this.inflatedOffset = options.inflatedOffset;
  }
}
