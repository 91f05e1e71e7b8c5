import { afterEach, beforeEach, expect, vi } from 'vitest';
import './vitest.equality.js';

const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;

beforeEach(() => {
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      throw new Error(`a library wrote to console.${method}: ${words.join(' ')}`);
    });
  }
});

afterEach(() => {
  for (const method of methods) expect(console[method]).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
