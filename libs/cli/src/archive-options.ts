import * as z from 'zod';
import type { Option } from './option.js';

/** The flags that say which archive to download. */
export interface ArchiveOptions {
  readonly url: Option<z.ZodDefault<z.ZodURL>>;
  readonly sha256: Option<z.ZodOptional<z.ZodString>>;
}

/**
 * The flags of a command that downloads an archive.
 *
 * @param url - the address where none is given
 * @param content - what the archive holds: `of pictures`
 */
export function archiveOptions(url: string, content: string): ArchiveOptions {
  return {
    url: {
      schema: z
        .url({ protocol: /^https?$/, error: 'expected an http or https address' })
        .default(url),
      description: `address of the .tar.gz archive ${content}`,
    },
    sha256: {
      schema: z
        .string()
        .regex(/^[0-9a-f]{64}$/i, 'expected 64 hexadecimal digits')
        .optional(),
      description: 'SHA-256 that the archive must have',
    },
  };
}

/**
 * What everyone who uses a download must know.
 *
 * @param content - what was downloaded: `pictures`
 */
export function ownersTerms(content: string): string {
  return `The ${content} carry the terms of their owners (research use as published; read them), and a model derived from them inherits these terms.`;
}
