/** An arbitrary moment, the same for ever. */
const FIXED_TIME = Date.UTC(2015, 0, 1);

/**
 * Calls a synchronous function while the clock stands still.
 *
 * HDF5 stamps the time into every object that it makes and cannot be told not to through h5wasm;
 * with a fixed clock equal content is equal bytes. Nothing else runs in between to notice.
 */
export function withFixedClock<T>(call: () => T): T {
  const now = Date.now;
  Date.now = () => FIXED_TIME;
  try {
    return call();
  } finally {
    Date.now = now;
  }
}
