/**
 * A piece of reading that waits only where bytes are not there yet: it yields what it waits for.
 *
 * Files hold arrays of a few bytes by the hundred thousand. As asynchronous functions, the dozen
 * steps that each takes would cost 20 µs; in this form they cost 2.
 */
export type Reading<T> = Generator<Promise<void>, T, void>;

/** What needs no waiting, as a piece of reading. */
// eslint-disable-next-line require-yield -- there is nothing to wait for
export function* ready<T>(value: T): Reading<T> {
  return value;
}

/** Runs a piece of reading to its end. */
export async function runReading<T>(reading: Reading<T>): Promise<T> {
  let step = reading.next();
  while (step.done !== true) {
    try {
      await step.value;
    } catch (cause) {
      step = reading.throw(cause);
      continue;
    }
    step = reading.next();
  }
  return step.value;
}
