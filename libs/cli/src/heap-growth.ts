import { PerformanceObserver } from 'node:perf_hooks';
import v8 from 'node:v8';

/** Bytes by which objects, and what they hold outside of the heap, may grow between two collections. */
const ROOM = 256e6;

/**
 * Lets V8 make up to `ROOM` bytes of garbage before it looks through all objects. Left to itself it looks after each
 * hundred faces or so that are extracted with a small network, 36 times for 2 400 of them in place of 4, which takes a
 * tenth of the processor's time. Large pictures are collected as soon as ever: V8 goes by their own size as well. Where
 * a program holds more than `ROOM` in objects, V8 goes by its own rule again.
 *
 * Holds for the process and its threads, until its end; for programs, not for libraries.
 */
export function letHeapGrow(): void {
  setGrowth();
  new PerformanceObserver(setGrowth).observe({ entryTypes: ['gc'] });
}

/** V8 counts in percent of the objects that the last collection left; 0 leaves it to V8. */
function setGrowth(): void {
  const percent = Math.round((ROOM / v8.getHeapStatistics().used_heap_size) * 100);
  v8.setFlagsFromString(`--heap-growing-percent=${percent >= 100 ? percent : 0}`);
}
