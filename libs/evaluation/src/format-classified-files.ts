import { stringify } from 'csv-stringify/sync';
import { inClassOrder, type ClassifiedFiles } from './classify-files.js';
import { sixDecimals } from './write-results.js';

/** Where a face is, in the columns of a CSV file. */
const sides = ['left', 'top', 'width', 'height'] as const;
const boxColumns = ['Left', 'Top', 'Width', 'Height'];

/**
 * The text of a CSV file, `File_name,Pred,<Class>_prob,…`, with the name of the class in `Pred`. Where faces
 * were looked for, a row for each, with `Left,Top,Width,Height` of its box in pixels, empty of a picture
 * taken whole; of a picture without a face `Pred` says `no face`, and the rest is empty.
 */
export function formatClassifiedFiles(classified: ClassifiedFiles): string {
  const { classes, looksForFaces, pictures } = classified;
  const header = ['File_name', 'Pred', ...classes.map((name) => `${name}_prob`)];
  const columns = looksForFaces ? [...header, ...boxColumns] : header;
  const records = pictures.map((row) => {
    if (row.label === null) return padded([row.file, row.reason], columns.length);
    const { file, box, label } = row;
    const place = box ? sides.map((side) => box[side].toFixed(1)) : [];
    const values = inClassOrder(classes, row).map(sixDecimals);
    return padded([file, label, ...values, ...place], columns.length);
  });
  return stringify([columns, ...records]);
}

/** A row with empty cells at its end. */
function padded(cells: readonly string[], length: number): string[] {
  return [...cells, ...Array<string>(length - cells.length).fill('')];
}
