import { ServerError } from './server-error.js';

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
  /** Bytes that have arrived of all requests that are received or answered; more are answered with 503. */
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

/** A timer cannot wait longer: 2³¹ − 1 milliseconds. */
const MOST_SECONDS = 2_147_483;

/** For photos of phones, on a machine with 2 GB of memory to spare. */
export const defaultLimits: ServerLimits = {
  requestBytes: 32 * 2 ** 20,
  pictures: 64,
  pixels: 25_000_000,
  waitingPictures: 512,
  bytesInFlight: 256 * 2 ** 20,
  receiveSeconds: 30,
  answerSeconds: 60,
  lingerSeconds: 0.5,
  connections: 2000,
};

/**
 * The limits of a server, those that are not given by default; all requests may have eight times the bytes of one.
 *
 * @throws ServerError (`SERVER_LIMITS`) when one is no number that makes sense, or a request that keeps within the
 *   others would never find room.
 */
export function completeLimits(given: Partial<ServerLimits> = {}): ServerLimits {
  const { requestBytes = defaultLimits.requestBytes } = given;
  const limits = { ...defaultLimits, bytesInFlight: 8 * requestBytes, ...given };
  const { receiveSeconds, answerSeconds, lingerSeconds } = limits;
  for (const [name, value] of Object.entries(limits)) {
    const least = name === 'lingerSeconds' ? 0 : Number.MIN_VALUE;
    if (!(value >= least)) throw refused(`${name} is ${value}, which is too little`);
  }
  if (receiveSeconds + answerSeconds + lingerSeconds > MOST_SECONDS) {
    throw refused(`times may have ${MOST_SECONDS} seconds together`);
  }
  if (limits.pictures > limits.waitingPictures) {
    throw refused(
      `${limits.pictures} pictures in one request are more than the ${limits.waitingPictures} that may wait`,
    );
  }
  if (requestBytes > limits.bytesInFlight) {
    throw refused(
      `${requestBytes} bytes of one request are more than the ${limits.bytesInFlight} of all`,
    );
  }
  return limits;
}

function refused(why: string): ServerError {
  return new ServerError('SERVER_LIMITS', `the limits do not fit: ${why}`);
}

/** Until a request that was refused for want of room may be tried again, in seconds. */
export const RETRY_SECONDS = 1;
