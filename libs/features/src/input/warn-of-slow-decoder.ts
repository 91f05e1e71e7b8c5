import type { Logger } from '@gender/core';
import { imageDecoder } from '@gender/image';

/** Who has been told: one warning is enough for a program that extracts several stores. */
const told = new WeakSet<Logger>();

/** Loads the decoder of pictures, and says once when that is not sharp. */
export async function warnOfSlowDecoder(logger: Logger): Promise<void> {
  const { name, reason } = await imageDecoder();
  if (name === 'sharp' || told.has(logger)) return;
  told.add(logger);
  logger.warn(`decoding with jimp, about 8 times slower and less exact: ${reason}`);
}
