import { ServerError } from './server-error.js';

/** What one request holds of a budget. */
export interface ByteShare {
  /**
   * Takes bytes that have arrived.
   *
   * @throws ServerError (`SERVER_BUSY`) when there is no room for them.
   */
  receive(bytes: number): void;
  /** Gives everything back; only the first call counts. */
  giveBack(): void;
}

/**
 * The bytes that requests may hold at once. What has arrived counts, not what is announced: else a few clients that announce
 * much and send nothing would keep all others out.
 */
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
   * Looks whether a request may be received.
   *
   * @param announced - its `Content-Length`
   * @throws ServerError `SERVER_LENGTH`, `SERVER_REQUEST`, `SERVER_TOO_LARGE`; `SERVER_BUSY` when there is no room
   *   for all of it now.
   */
  open(announced: string | undefined): ByteShare {
    this.#requireRoom(this.#lengthOf(announced));
    let held = 0;
    return {
      receive: (bytes) => {
        this.#requireRoom(bytes);
        this.#taken += bytes;
        held += bytes;
      },
      giveBack: () => {
        this.#taken -= held;
        held = 0;
      },
    };
  }

  #lengthOf(announced: string | undefined): number {
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
    return bytes;
  }

  #requireRoom(bytes: number): void {
    if (this.#taken + bytes <= this.total) return;
    throw new ServerError('SERVER_BUSY', 'too many requests are under way; try again in a moment');
  }
}
