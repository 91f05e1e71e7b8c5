import { GenderError } from '@gender/core';
import { reasonOf } from '@gender/core/node';
import { QueueError } from '../queue-error.js';

/** What can be done about the errors of S3 and of its client, by their names and messages. */
const cures: readonly (readonly [words: RegExp, cure: string])[] = [
  [/Region is missing/, 'set AWS_REGION; most servers other than those of Amazon take any'],
  [/PermanentRedirect|AuthorizationHeaderMalformed/, 'set AWS_REGION to that of the bucket'],
  [
    /CredentialsProviderError|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken/,
    'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile or role in their place',
  ],
  [/AccessDenied/, 'objects must be listed, read, written and removed there'],
  [/NoSuchBucket/, 'make it, or check the address'],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|TimeoutError/, 'check AWS_ENDPOINT_URL_S3, and the network'],
];

const TRY_AGAIN = 'try again';

/**
 * Tells what was done with which object when it failed.
 *
 * @throws QueueError (`QUEUE_STORAGE`) for errors of the client; those of this project as they are.
 */
export async function telling<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof GenderError) throw cause;
    // What the client keeps there is the whole request, with its signature.
    if (cause instanceof Error) Reflect.deleteProperty(cause, '$response');
    const reason = describe(cause);
    const cure = cures.find(([words]) => words.test(reason))?.[1] ?? TRY_AGAIN;
    throw new QueueError('QUEUE_STORAGE', `cannot ${doing}: ${reason}; ${cure}`, { cause });
  }
}

/** The name that S3 gives an error, or the code of the system, and its message. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return reasonOf(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  const reason = reasonOf(cause);
  return code === 'Error' || reason.includes(code) ? reason : `${code}: ${reason}`;
}
