import { ServerError } from './server-error.js';

/** The bytes that requests may hold at once. A request takes its share before its body is received. */
export class ByteBudget {
  #taken = 0;

  constructor(
    private readonly perRequest: number,
    private readonly total: number,
  ) {}

  /** Bytes that are taken. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * Takes the bytes that a request announces.
   *
   * @param announced - its `Content-Length`
   * @returns gives them back; only the first call counts
   * @throws ServerError `SERVER_LENGTH`, `SERVER_REQUEST`, `SERVER_TOO_LARGE`, `SERVER_BUSY`.
   */
  take(announced: string | undefined): () => void {
    if (announced === undefined) {
      throw new ServerError(
        'SERVER_LENGTH',
        'the request does not say how long it is; send it with Content-Length, not in chunks',
      );
    }
    const bytes = Number(announced);
    if (!/^\d+$/.test(announced) || !Number.isSafeInteger(bytes)) {
      throw new ServerError('SERVER_REQUEST', `Content-Length is ${announced}, no whole number`);
    }
    if (bytes > this.perRequest) {
      throw new ServerError(
        'SERVER_TOO_LARGE',
        `the request has ${bytes} bytes, and ${this.perRequest} are allowed; send fewer pictures at once`,
      );
    }
    if (this.#taken + bytes > this.total) {
      throw new ServerError(
        'SERVER_BUSY',
        'too many requests are under way; try again in a moment',
      );
    }
    this.#taken += bytes;
    let held = bytes;
    return () => {
      this.#taken -= held;
      held = 0;
    };
  }
}
