import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RateClock } from './rate-clock.js';

describe('RateClock', () => {
  it('counts what follows the first report of the watched task', async () => {
    const clock = new RateClock('extracting');
    const other = clock.progress.start({ label: 'hashing pictures', unit: 'images' });
    const watched = clock.progress.start({ label: 'extracting features', unit: 'images' });
    other.advance(1000);
    const started = performance.now();
    watched.advance(4);
    await setTimeout(20);
    watched.advance(4);
    watched.advance(2);
    const rate = clock.rate();
    const seconds = (performance.now() - started) / 1000;
    // 6 units in at least the pause (a timer may fire a millisecond early), at most the time seen here.
    expect(rate).toBeLessThanOrEqual(6 / 0.019);
    expect(rate).toBeGreaterThanOrEqual(6 / seconds);
  });
});
