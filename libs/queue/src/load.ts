import { reasonOf } from '@gender/core/node';
import { QueueError } from './queue-error.js';

/**
 * Loads a package that is installed only where it is wanted.
 *
 * @throws QueueError (`QUEUE_PACKAGE`) with the command that installs it.
 */
export async function load<T>(name: string, importPackage: () => Promise<T>): Promise<T> {
  try {
    return await importPackage();
  } catch (cause) {
    throw new QueueError(
      'QUEUE_PACKAGE',
      `the npm package ${name} is not installed, or cannot be loaded (${reasonOf(cause)}); install it with: npm install ${name}`,
      { cause },
    );
  }
}
