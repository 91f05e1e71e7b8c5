import { compareResults, type Comparison, type Results } from '@gender/evaluation';
import { describe, expect, test } from 'vitest';
import { attributeOf, decoded, outline } from '../test/read-markup.js';
import { resultsOf } from '../test/small-report.js';
import { comparisonPage } from './comparison-page.js';

const textOf = (page: string): string =>
  decoded(page.replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, ' ')).replaceAll(/\s+/g, ' ');

/** The same results with the answers of every so manieth picture turned. */
function turned({ classes, rows }: Results, every: number): Results {
  return {
    classes,
    rows: rows.map((row, at) =>
      at % every > 0
        ? row
        : {
            ...{ ...row, predicted: 1 - row.predicted },
            probabilities: Array.from(row.probabilities).toReversed(),
          },
    ),
  };
}

const base = resultsOf(['a', 'b'], 40);

function comparisonOf(names: readonly string[], resamples = 20): Comparison {
  const results = names.map((name, at) => ({
    name,
    ...(at === 0 ? base : turned(base, 10 * at)),
  }));
  return compareResults(results, { resamples });
}

describe('the page of a comparison', () => {
  test('has each by itself, what differs, the answers and the pictures, found from the top', async () => {
    const page = await comparisonPage(comparisonOf(['one.csv', 'two.csv', 'three.csv']));
    const ids = ['results', 'differences', 'answers', 'pictures'];
    expect(attributeOf(page, 'href')).toEqual(ids.map((id) => `#${id}`));
    const text = textOf(page);
    expect(text).toContain('two, three against one');
    expect(text).toContain('The same 40 pictures, matched by file.');
    // Accuracy, and a chart of differences for each of the others.
    expect(page.match(/<figure>/g)).toHaveLength(3);
    expect(page).not.toMatch(/NaN|undefined|null|\[object|<img|<script/);
  });

  test('counts right and wrong answers of both, by hand', async () => {
    // Of forty pictures the original has every ninth from the fifth wrong: 4, 13, 22, 31. Turned are 0, 10, 20, 30.
    const text = textOf(await comparisonPage(comparisonOf(['one.csv', 'two.csv'])));
    // 32 right of both, none only of the second, 4 only of the first, 4 of neither; 2 · 0.5⁴ = 0.125.
    expect(text).toContain('two 32 0 4 4 0.1250 0.1250');
    expect(text).toContain('4 of 40 pictures are not called the same by all.');
    expect(text).toMatch(/b\/1\d*_Age|a\/0_Age0\.jpg a a \d+\.\d % b \d+\.\d %, wrong/);
  });

  test('says where nothing differs, and where there are no intervals', async () => {
    const results = ['one', 'same'].map((name) => ({ name, ...base }));
    const text = textOf(await comparisonPage(compareResults(results, { resamples: 0 })));
    expect(text).toContain('0 of 40 pictures are not called the same');
    expect(text).toContain('no resamples: there are none');
    expect(text).toContain('accuracy +0.0000 – –');
  });

  test('names results without folders and endings, unless they are then the same', async () => {
    const text = textOf(await comparisonPage(comparisonOf(['data/a.b.csv', 'models\\c.h5'], 0)));
    expect(text).toContain('c against a.b');
    const same = textOf(await comparisonPage(comparisonOf(['x/a.csv', 'y/a.csv'], 0)));
    expect(same).toContain('y/a.csv against x/a.csv');
  });

  test('shows pictures that are given to it', async () => {
    const shown = { file: 'a/1.jpg', label: 'a', called: 'b', confidence: 0.9 };
    const sheet = { title: 'Only one', note: '', pictures: [{ ...shown, png: Uint8Array.of(1) }] };
    const page = await comparisonPage(comparisonOf(['one', 'two']), [sheet]);
    expect(attributeOf(page, 'alt')).toEqual(['Labelled a, called b']);
    expect(page).not.toContain('it was not asked for');
  });

  test('has the elements of one of plain names, whatever names are', async () => {
    const plain = await comparisonPage(comparisonOf(['one', 'two'], 0));
    const hostile = '"]</title><script>alert(1)</script>';
    const page = await comparisonPage(comparisonOf([hostile, `datum.${hostile}`], 0));
    expect(outline(page)).toEqual(outline(plain));
    expect(textOf(page)).toContain(hostile);
  });
});
