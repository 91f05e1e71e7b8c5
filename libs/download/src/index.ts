export { download } from './download.js';
export { DownloadError } from './download-error.js';
export { extractTarGz } from './extract-tar.js';
export type { ArchiveLimits } from './archive-entry.js';
export type { Downloaded, DownloadOptions } from './download.js';
export type { DownloadErrorCode } from './download-error.js';
export type { Extracted, ExtractOptions } from './extract-tar.js';
export type { Fetch } from './request.js';
