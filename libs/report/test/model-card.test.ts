import { expect, test } from 'vitest';
import { modelCard } from '../src/index.js';
import { resultsOf, smallReport } from './small-report.js';

test('says what the model is, what it is not for, and how well it does by group', () => {
  const report = smallReport();
  const card = modelCard(report);
  expect(card.match(/^## .*$/gm)).toEqual([
    ...['## The model', '## Intended use', '## What it must not be used for', '## Data'],
    ...['## Results', '## Caveats'],
  ]);
  const { accuracy, intervals } = report.score;
  expect(card).toContain(
    `**${accuracy.toFixed(4)}** (95 %: ${intervals.accuracy!.low.toFixed(4)}–`,
  );
  expect(card).toMatch(/\| Female \| 40 \| [01]\.\d{4} \([\d.–]+\) \|/);
  expect(card).toMatch(/\| 0-9 \\\* \| 20 \|/);
  expect(card).toContain('fewer than 30 pictures');
  expect(card).not.toMatch(/undefined|NaN/);
});

test('says how many answers are as sure as was asked for, and whom pictures show', () => {
  const { rows } = resultsOf(['Female', 'Male']);
  const persons = new Map([[rows[0]!.file, 'Ann']]);
  const facts = [{ persons, ages: new Map<string, string>(), columns: new Map() }];
  const card = modelCard(smallReport({ minConfidence: 0.75, facts }));
  expect(card).toMatch(
    /39 of 80 answers \(48\.8 %\) have a confidence of at least 0\.75; of these 89\.7 % are right/,
  );
  expect(card).toContain('on 80 pictures of 1 person and 79 pictures of unknown persons.');
});

test('takes names for text, whatever stands in them', () => {
  const results = resultsOf(['a|b\n# c', '<script>[x](y)']);
  const card = modelCard(smallReport({ title: '# <b>*x*', results }));
  expect(card).toContain('# Model card: \\# \\<b\\>\\*x\\*');
  expect(card).toContain('| a\\|b \\# c |');
  expect(card).not.toMatch(/[^\\]<script>/);
});
