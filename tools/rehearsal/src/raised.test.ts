import { expect, test } from 'vitest';
import type { Package } from './package-graph.js';
import { compareReleases } from './raised.js';

const entry = (title: string, version: string, needs: Record<string, string> = {}): Package => ({
  ...{ title, name: `@gender/${title}`, version, folder: `libs/${title}` },
  ...{ isPrivate: false, dependencies: needs, others: [] },
});

const before = [
  entry('core', '0.1.0'),
  entry('mat', '0.1.0', { '@gender/core': '^0.1.0' }),
  entry('metrics', '0.1.0', { '@gender/core': '^0.1.0' }),
  entry('report', '0.2.0', { '@gender/metrics': '^0.1.0' }),
];

test('a change raises the package and those that use it', () => {
  const after = [
    ...before.slice(0, 2),
    entry('metrics', '0.1.1', { '@gender/core': '^0.1.0' }),
    entry('report', '0.2.1', { '@gender/metrics': '^0.1.1' }),
  ];
  expect(compareReleases('metrics', before, after)).toEqual({
    table: {
      metrics: { before: '0.1.0', after: '0.1.1' },
      report: { before: '0.2.0', after: '0.2.1' },
    },
    problems: [],
  });
});

test('one that stays, one that is raised without a reason and an old range are told', () => {
  const after = [
    before[0]!,
    entry('mat', '0.1.1', { '@gender/core': '^0.1.0' }),
    entry('metrics', '0.1.1', { '@gender/core': '^0.1.0' }),
    before[3]!,
  ];
  expect(compareReleases('metrics', before, after).problems).toEqual([
    'report stays',
    'mat is raised without a reason',
    'report asks for @gender/metrics ^0.1.0, which is 0.1.1',
  ]);
});
