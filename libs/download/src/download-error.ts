import { GenderError } from '@gender/core';

/** What went wrong with a download or an archive. */
export type DownloadErrorCode =
  /** The address, or that of the proxy, is not an `http:` or `https:` URL. */
  | 'DOWNLOAD_URL'
  /** The server cannot be reached, or the connection broke more often than it was tried again. */
  | 'DOWNLOAD_NETWORK'
  /** The server answered with an error, such as 404. */
  | 'DOWNLOAD_STATUS'
  /** The server redirects to a scheme that is not followed, or without an end. */
  | 'DOWNLOAD_REDIRECT'
  /** The file has another length than expected, none at all, or more than is taken. */
  | 'DOWNLOAD_LENGTH'
  /** The file has another SHA-256 than expected. */
  | 'DOWNLOAD_CHECKSUM'
  /** The archive is damaged, or not a tar file. */
  | 'ARCHIVE_FORMAT'
  /** The archive holds none of the files that were asked for. */
  | 'ARCHIVE_EMPTY'
  /** The archive would write outside its folder, or make something that is neither file nor folder. */
  | 'ARCHIVE_UNSAFE'
  /** The archive unpacks to more than the stated limits. */
  | 'ARCHIVE_LIMIT'
  /** The folder to unpack into is not empty. */
  | 'ARCHIVE_TARGET';

/** A file cannot be downloaded, or an archive not be unpacked. */
export class DownloadError extends GenderError<DownloadErrorCode> {
  override readonly name = 'DownloadError';
}
