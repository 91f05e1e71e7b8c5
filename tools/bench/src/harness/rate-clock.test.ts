import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RateClock } from './rate-clock.js';

describe('RateClock', () => {
  it('counts what follows the first report of the watched task', async () => {
    const clock = new RateClock('extracting');
    const other = clock.progress.start({ label: 'hashing pictures', unit: 'images' });
    const watched = clock.progress.start({ label: 'extracting features', unit: 'images' });
    other.advance(1000);
    watched.advance(4);
    const started = performance.now();
    await setTimeout(20);
    watched.advance(4);
    watched.advance(2);
    const seconds = (performance.now() - started) / 1000;
    // 6 units in at least the time seen here; the clock is read a little later.
    expect(clock.rate()).toBeLessThanOrEqual(6 / 0.019);
    expect(clock.rate()).toBeGreaterThan(0.5 * (6 / seconds));
  });
});
