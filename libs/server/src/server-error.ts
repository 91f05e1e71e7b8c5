import { GenderError } from '@gender/core';

/** Why a request cannot be answered, or a server not be made. */
export type ServerErrorCode =
  /** Two models have the same name. */
  | 'SERVER_MODELS'
  /** Limits that no request could keep, or that are no numbers of their kind. */
  | 'SERVER_LIMITS'
  /** The folder of the page has no page. */
  | 'SERVER_PAGE'
  /** The port is taken or may not be used. */
  | 'SERVER_PORT'
  /** The request is not of a form that is taken. */
  | 'SERVER_REQUEST'
  /** The API key is missing or wrong. */
  | 'SERVER_KEY'
  /** No model has the name that was asked for. */
  | 'SERVER_MODEL'
  /** A body whose length is not announced cannot be kept within the limits. */
  | 'SERVER_LENGTH'
  /** More bytes or pictures than one request may have. */
  | 'SERVER_TOO_LARGE'
  /** As much waits as may wait. */
  | 'SERVER_BUSY'
  /** The answer did not come in time. */
  | 'SERVER_TIMEOUT';

/** A request that is refused. */
export class ServerError extends GenderError<ServerErrorCode> {
  override readonly name = 'ServerError';

  /** The status of the answer. */
  get status(): number {
    return statuses[this.code];
  }
}

/** By RFC 9110, section 15. */
const statuses: Record<ServerErrorCode, number> = {
  SERVER_MODELS: 500,
  SERVER_LIMITS: 500,
  SERVER_PAGE: 500,
  SERVER_PORT: 500,
  SERVER_REQUEST: 400,
  SERVER_KEY: 401,
  SERVER_MODEL: 404,
  SERVER_LENGTH: 411,
  SERVER_TOO_LARGE: 413,
  SERVER_BUSY: 503,
  SERVER_TIMEOUT: 504,
};
