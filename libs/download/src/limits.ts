/** Redirects in a row; browsers follow 20, and no download needs more than two or three. */
export const MOST_REDIRECTS = 10;

/** Bytes of a file where the caller names no limit: a body without an end must not fill the disk. */
export const MOST_BYTES = 8 * 2 ** 30;

/** How long so little may arrive before an attempt is given up: longer than any hand-over between networks. */
export const STALL_MILLISECONDS = 60_000;

/**
 * Bytes a second, over one such time. Half a gigabyte takes 18 hours at this rate: a server that
 * sends less is asked again, and given up in the end.
 */
export const LEAST_RATE = 8 * 1024;

/** No server may make us wait longer than this between two attempts, in milliseconds. */
export const LONGEST_RETRY_AFTER = 60_000;

/** Our own pauses double up to this, in milliseconds. */
export const LONGEST_PAUSE = 30_000;
