/** What one server takes at most, so that no client can use up its memory or its time. */
export interface ServerLimits {
  /** Bytes of one request. */
  readonly requestBytes: number;
  /** Pictures in one request. */
  readonly pictures: number;
  /** Pixels of one picture, looked at before it is decoded. */
  readonly pixels: number;
  /** Pictures of all requests to one model that wait for it; more are answered with 503. */
  readonly waitingPictures: number;
  /** Bytes of all requests that are being received or answered; more are answered with 503. */
  readonly bytesInFlight: number;
  /** Seconds in which a request must have arrived. */
  readonly receiveSeconds: number;
  /** Seconds in which it must be answered once it has. */
  readonly answerSeconds: number;
  /**
   * Seconds in which a server that is told to close still takes requests: those that were sent already, and those of balancers that
   * have not asked `/readyz` since.
   */
  readonly lingerSeconds: number;
  /** Connections at once; more are closed. */
  readonly connections: number;
}

/** For photos of phones, on a machine with 2 GB of memory to spare. */
export const defaultLimits: ServerLimits = {
  requestBytes: 32 * 2 ** 20,
  pictures: 64,
  pixels: 50_000_000,
  waitingPictures: 512,
  bytesInFlight: 256 * 2 ** 20,
  receiveSeconds: 30,
  answerSeconds: 60,
  lingerSeconds: 0.5,
  connections: 2000,
};

/** Until a request that was refused for want of room may be tried again, in seconds. */
export const RETRY_SECONDS = 1;
