import { expect, it } from 'vitest';
import { runFuzz } from './run-fuzz.js';

const CASES = 500;

it('reads damaged files of every version, or refuses them with a MatError, soon and in little memory', async () => {
  const { faults, outcomes } = await runFuzz({ cases: CASES, seed: 2026 });
  expect(faults).toEqual([]);
  const total = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  expect(total).toBe(CASES);
  expect(outcomes.get('MAT_FORMAT')).toBeGreaterThan(CASES / 4);
  expect(outcomes.get('read')).toBeGreaterThan(CASES / 50);
}, 600_000);
