import { DatasetError, findImages } from '@gender/dataset';
import { EvaluationError, formatResults, readResults, scoreResults } from '@gender/evaluation';
import type { FuzzFormat, Seed } from '../fuzz-format.js';

const text = (name: string, content: string): Seed => ({ name, bytes: Buffer.from(content) });

/** Results files, and the score that is made of them. */
export function resultsTable(): FuzzFormat {
  const rows = [
    { file: 'Female/1_Age31.jpg', label: 0, predicted: 0, probabilities: [0.75, 0.25] },
    { file: 'Male/2_Age4.jpg', label: 1, predicted: 0, probabilities: [0.6, 0.4] },
    { file: 'Male/10_Age40.jpg', label: 1, predicted: 1, probabilities: [0, 1] },
  ];
  const results = formatResults({ classes: ['Female', 'Male'], rows });
  return {
    file: 'case.csv',
    content: 'text',
    seeds: [text('results', results), text('unix', results.replaceAll('\r\n', '\n'))],
    errors: [EvaluationError],
    read: async ({ path }) => {
      const results = await readResults(path);
      return [results, scoreResults(results, { resamples: 10 })];
    },
  };
}

/** Manifests of pictures. */
export function pictureTable(): FuzzFormat {
  return {
    file: 'case.csv',
    content: 'text',
    seeds: [
      text('plain', 'file,label,person,age\na.jpg,Female,1,31\nb.jpg,Male,2,\nc.jpg,Male,2,4\n'),
      text('semicolons', 'filename;sex\r\n"a b.jpg";F\r\n"c.jpg";M\r\n'),
      text('tabs', '\ufeffimage\tgender\tage\nx\\a.png\tf\t(25, 32)\nx\\b.png\tm\tnan\n'),
    ],
    errors: [DatasetError],
    read: async ({ path }) => {
      const { images } = await findImages(path, { layout: 'manifest' });
      return images;
    },
  };
}
