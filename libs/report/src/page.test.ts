import { describe, expect, test } from 'vitest';
import { picture, pictures, plainReport, scikitExample } from '../test/hand-computed.js';
import { attributeOf, decoded, outline } from '../test/read-markup.js';
import { resultsOf, smallReport } from '../test/small-report.js';
import { reportPage } from './page.js';
import type { PictureSheet, Report } from './report.js';

/** The texts of a page between its tags, as a browser reads them. */
const textOf = (page: string): string =>
  decoded(page.replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, ' ')).replaceAll(/\s+/g, ' ');

/** What the sections of a page are called, in their order. */
const sectionsOf = (page: string): string[] =>
  [...page.matchAll(/<h2 id="([^"]*)">/g)].map(([, id]) => id!);

const sheet = (file: string, label = 'a', called = 'b'): PictureSheet => ({
  ...{ title: `Surest mistakes of ${label}`, note: `Not ${called}` },
  pictures: [{ file, label, called, confidence: 0.975, png: Uint8Array.of(1, 2, 250) }],
});

describe('the sections of a page', () => {
  const all = [
    'figures',
    'thresholds',
    'sureness',
    'groups',
    'learning',
    'mistakes',
    'origin',
    'limits',
  ];

  test('are in one order, and each is found from the top', async () => {
    const page = await reportPage(smallReport());
    expect(sectionsOf(page)).toEqual(all);
    expect(attributeOf(page, 'href')).toEqual(all.map((id) => `#${id}`));
    const ids = attributeOf(page, 'id');
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('are left out where nothing is known: no history, pictures of one class alone', async () => {
    const untrained = await reportPage(smallReport({ history: undefined }));
    expect(sectionsOf(untrained)).toEqual(all.filter((id) => id !== 'learning'));
    const oneClass = { classes: ['a', 'b'], rows: pictures(0, 3, 2, 'one') };
    const page = await reportPage(plainReport(oneClass));
    const left = all.filter((id) => id !== 'learning' && id !== 'thresholds');
    expect(sectionsOf(page)).toEqual(left);
    expect(attributeOf(page, 'href')).toEqual(left.map((id) => `#${id}`));
  });

  test('are there without groups, of which nothing is starred then', async () => {
    const report = smallReport();
    const page = await reportPage({ ...report, score: { ...report.score, groups: [] } });
    expect(sectionsOf(page)).toEqual(all);
    expect(page).not.toContain('Groups with *');
  });
});

describe('the figures of a page', () => {
  test('are those of hand: four pictures of two classes, three right', async () => {
    const text = textOf(await reportPage(plainReport(scikitExample)));
    expect(text).toContain('4 pictures: 2 a, 2 b. Below each figure stands its 95 % interval.');
    // Wilson's interval of 3 of 4. Areas as scikit-learn's roc_auc_score and average_precision_score have them.
    expect(text).toContain('accuracy 0.7500 0.3006–0.9544 ');
    expect(text).toContain('ROC AUC 0.7500 – ');
    expect(text).toContain('average precision 0.8333 – ');
    // Recall 2 of 2 and 1 of 2, precision 2 of 3 and 1 of 1.
    expect(text).toMatch(
      / a 2 0\.6667 \(0\.2077–0\.9385\) 1\.0000 \(0\.3424–1\.0000\) 0\.8000 \(–\) /,
    );
    expect(text).toMatch(
      / b 2 1\.0000 \(0\.2065–1\.0000\) 0\.5000 \(0\.0945–0\.9055\) 0\.6667 \(–\) /,
    );
    expect(text).toContain('true \\ called a b a 2 100.0 % 0 0.0 % b 1 50.0 % 1 50.0 % ');
  });

  test('say how intervals were made: not at all, of pictures, of persons', async () => {
    const results = resultsOf(['a', 'b'], 12);
    const persons = new Map(results.rows.map(({ file }, at) => [file, `person ${at % 6}`]));
    const facts = [{ persons, ages: new Map<string, string>(), columns: new Map() }];
    const none = textOf(await reportPage(plainReport(results)));
    expect(none).toContain(
      "of pictures as if all were of others: Wilson's for parts of pictures, none",
    );
    const some = textOf(await reportPage(plainReport(results, { resamples: 20, facts })));
    expect(some).toContain('12 pictures of 6 persons: 6 a, 6 b.');
    expect(some).toContain(
      "of 6 persons: Wilson's for parts of pictures, of 20 resamples (BCa, means studentised)",
    );
  });

  test('of a class without pictures are no parts of nothing, and shade nothing', async () => {
    const page = await reportPage(
      plainReport({ classes: ['a', 'b'], rows: pictures(0, 4, 3, 'one') }),
    );
    expect(textOf(page)).toContain('a 3 75.0 % 1 25.0 % b 0 – 0 – ');
    // 35 % of the colour at most: 0.75 · 35 and 0.25 · 35.
    expect(attributeOf(page, 'style')).toEqual(
      ['26.3', '8.8', '0', '0'].map((part) => `--part: ${part}%`),
    );
    expect(page).not.toMatch(/NaN|undefined|null|\[object/);
  });

  test('an operating point that calls nothing is said to', async () => {
    const operatingPoint = {
      ...{ positive: 'b', threshold: Infinity, rule: { by: 'equal error' } as const },
      chosenOn: { images: 9, falsePositiveRate: 0, truePositiveRate: 0, precision: 0 },
    };
    const text = textOf(await reportPage(plainReport(scikitExample, { operatingPoint })));
    expect(text).toContain('b is called never: equal error on 9 validation pictures, where');
  });
});

describe('pictures of people', () => {
  test('are not on the page, nor their files named, unless asked for', async () => {
    const results = {
      classes: ['a', 'b'],
      rows: [picture(0, 0.9, 'a/Jane_Doe.jpg'), picture(1, 0.8)],
    };
    const page = await reportPage(plainReport(results));
    expect(page).not.toMatch(/<img|data:image|Jane_Doe/);
    expect(textOf(page)).toContain('No pictures are shown: it was not asked for.');
  });

  test('stand in the page itself, with what they are and were called', async () => {
    const page = await reportPage(plainReport(scikitExample), [
      sheet('a/1.jpg'),
      sheet('b/2.jpg', 'b', 'a'),
    ]);
    // The bytes 1, 2 and 250 in base64.
    expect(attributeOf(page, 'src')).toEqual(Array(2).fill('data:image/png;base64,AQL6'));
    expect(attributeOf(page, 'alt')).toEqual(['Labelled a, called b', 'Labelled b, called a']);
    expect(textOf(page)).toContain('Surest mistakes of a Not b a/1.jpg a, called b 97.5 %');
    expect(page).not.toContain('it was not asked for');
  });
});

describe('a page of hostile names', () => {
  /** A report and its pictures whose every name is what `name` makes of it. */
  const pageWith = (name: (plain: string) => string): Promise<string> => {
    const rows = resultsOf(['a', 'b'], 8).rows;
    const camera = new Map(rows.map(({ file }, at) => [file, name(`camera ${at % 2}`)]));
    const [persons, ages] = [new Map<string, string>(), new Map<string, string>()];
    const report: Report = plainReport(
      { classes: [name('a'), name('b')], rows },
      {
        title: name('title'),
        facts: [{ persons, ages, columns: new Map([[name('column'), camera]]) }],
        origin: {
          model: { [name('file')]: name('m.h5') },
          data: { [name('split')]: name('test') },
        },
      },
    );
    return reportPage(report, [sheet(name('a/1.jpg'), name('a'), name('b'))]);
  };

  test('has the elements and attributes of a page of plain names, and the names as texts', async () => {
    const plain = await pageWith((name) => `${name} padded`);
    const wraps: ((name: string) => string)[] = [
      (name) => `${name}</title></style><script>alert(1)</script>`,
      (name) => `${name}" onload="alert(1)" x='<img src=//e.example>`,
      (name) => `${name}]]>--><!-- &amp; $& $' \${x}`,
    ];
    for (const wrap of wraps) {
      const page = await pageWith(wrap);
      expect(outline(page)).toEqual(outline(plain));
      const text = textOf(page);
      for (const name of ['title', 'm.h5', 'a/1.jpg'])
        expect(text).toContain(wrap(name).replaceAll(/\s+/g, ' '));
      // Nothing is fetched, whatever names say: links lead into the page, pictures stand in it.
      const links = [...attributeOf(page, 'href'), ...attributeOf(page, 'src')];
      expect(links.filter((link) => !/^(#[a-z]+|data:image\/png;base64,\S+)$/.test(link))).toEqual(
        [],
      );
    }
  });
});
