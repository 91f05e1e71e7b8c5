import type { DownloadErrorCode } from './download-error.js';

/** Whether to try again, and how. */
export interface Retry {
  readonly isRetryable: boolean;
  /** There is no way to the server: trying again helps only where there has been one. */
  readonly unreachable?: boolean;
  /** How long the server asks to wait. */
  readonly afterMilliseconds?: number | undefined;
  /** What has arrived belongs to another version of the file. */
  readonly fromStart?: boolean;
}

/** Why one attempt failed. Never leaves this package. */
export class TransferFailure extends Error {
  constructor(
    readonly code: DownloadErrorCode,
    message: string,
    readonly retry: Retry,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Name not found, nobody listening, no route: what a machine without a network says. */
const unreachableCodes = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);

/** Whether an error of `fetch` means that there is no way to the server. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && unreachableCodes.has(String(error.code))) return true;
  return isUnreachable(error.cause);
}

/** Why a request failed: Node says `fetch failed` or `terminated` and keeps the reason in the cause. */
export function failureReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.message === '')
    return failureReason(error.errors[0]);
  return error.cause === undefined ? error.message : failureReason(error.cause);
}
