import { join } from 'node:path';
import { encodeMat, type MatInput } from '@gender/mat';
import { describe, expect, it } from 'vitest';
import { put, putPictures, temporaryFolder } from '../../test/pictures.js';
import { relativeName } from '../file-name.js';
import { findImages } from './find-images.js';

/** A collection: its lists by their names, and small pictures. */
async function make(
  lists: Readonly<Record<string, string | Uint8Array>>,
  pictures: readonly string[],
): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(lists)) await put(join(folder, name), content);
  await putPictures(folder, pictures);
  return folder;
}

/** What is known of each picture, by its path, and what was left out. */
async function read(folder: string, source = folder) {
  const { images, leftOut, layout } = await findImages(source);
  const known = images.map(({ path, ...rest }) => [relativeName(folder, path), rest] as const);
  return { layout, known: Object.fromEntries(known), leftOut: leftOut.counts };
}

describe('Adience', () => {
  /** Rows of a list: person, photo, age and gender; all pictures are of one user. */
  const listOf = (...rows: string[]): string =>
    ['user_id\toriginal_image\tface_id\tage\tgender\tx', ...rows.map((row) => `7@N0\t${row}\t0`)]
      .map((line) => line.replaceAll('|', '\t'))
      .join('\n');
  const file = (photo: string): string => `aligned/7@N0/landmark_aligned_face.${photo}`;
  const pictures = ['1.a.jpg', '2.b.jpg'].map(file);

  it('has ages in years, in intervals, or none, and genders that are unknown', async () => {
    const ages = ['(25, 32)', '35', 'None', '', '(0, 2)', '(60, 100)'];
    const rows = ages.map((age, n) => `${n}.jpg|${n}|${age}|${n % 2 ? 'm' : 'f'}`);
    const photos = [...ages.keys(), 7, 8].map((n) => file(`${n}.${n}.jpg`));
    const list = listOf(...rows, '7.jpg|7|22|u', '8.jpg|8|22|');
    const { known, leftOut } = await read(await make({ 'fold_3_data.txt': list }, photos));
    const facts = Object.values(known).map(({ age, ageRange, label }) => [label, age ?? ageRange]);
    expect(facts).toEqual([
      ['Female', '25-32'],
      ['Male', 35],
      ['Female', undefined],
      ['Male', undefined],
      ['Female', '0-2'],
      ['Male', '60-100'],
    ]);
    expect(leftOut).toEqual({ 'without a label': 2 });
  });

  it('may have decomposed names in its archive, and composed ones in its lists', async () => {
    const [composed, decomposed] = ['Zo\u00eb.jpg', 'Zoe\u0308.jpg'];
    const list = listOf(`${composed}|1|35|f`, 'b.jpg|2|35|m');
    const folder = await make({ 'fold_0_data.txt': list }, [
      ...[file(`1.${decomposed}`), file('2.b.jpg')],
    ]);
    const { known, leftOut } = await read(folder);
    expect(Object.keys(known)).toEqual([file(`1.${decomposed}`), file('2.b.jpg')]);
    expect(leftOut).toEqual({});
  });

  it('is refused where two lists call one picture female and male', async () => {
    const lists = {
      'fold_0_data.txt': listOf('a.jpg|1|35|f', 'b.jpg|2|35|m'),
      'fold_frontal_0_data.txt': listOf('a.jpg|1|35|m'),
    };
    const folder = await make(lists, pictures);
    await expect(findImages(folder)).rejects.toMatchObject({
      code: 'DATASET_LABELS',
      message: `${folder} lists ${file('1.a.jpg')} twice, as Female and as Male; correct one of the rows`,
    });
  });

  it('is refused without its pictures', async () => {
    const folder = await make({ 'fold_0_data.txt': listOf('a.jpg|1|35|f') }, ['other/1.png']);
    await expect(findImages(folder)).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
      message: `there is no folder aligned or faces in ${folder} or beside it; unpack the pictures of Adience there`,
    });
  });
});

describe('CelebA', () => {
  const attributes = '2\nYoung Male Hat \n1.jpg  1 -1  1\n2.jpg -1  1 -1\n';
  const collection = (lists: Readonly<Record<string, string>> = {}): Promise<string> =>
    make({ 'list_attr_celeba.txt': attributes, ...lists }, ['1.jpg', '2.jpg'].map(aligned));
  const aligned = (name: string): string => `img_align_celeba/${name}`;
  const [identity, partition] = ['identity_CelebA.txt', 'list_eval_partition.txt'];

  it('needs neither identities nor partitions', async () => {
    const { known } = await read(await collection());
    expect(known).toEqual({
      [aligned('1.jpg')]: { label: 'Female' },
      [aligned('2.jpg')]: { label: 'Male' },
    });
  });

  it('tells persons and splits where its lists do, in whatever order', async () => {
    const lists = { [identity]: '2.jpg 5\n1.jpg 6\n', [partition]: '2.jpg 2\n\n1.jpg 0\n' };
    const { known } = await read(await collection(lists));
    expect(known).toEqual({
      [aligned('1.jpg')]: { label: 'Female', person: 'celeba 6', split: 'train' },
      [aligned('2.jpg')]: { label: 'Male', person: 'celeba 5', split: 'test' },
    });
  });

  it('has an unknown gender where the attribute is neither 1 nor -1', async () => {
    const list = `${attributes}3.jpg 1 0 1\n`;
    const { known, leftOut } = await read(await collection({ 'list_attr_celeba.txt': list }));
    expect(Object.keys(known)).toHaveLength(2);
    expect(leftOut).toEqual({ 'without a label': 1 });
  });

  it.each([
    ['no attribute Male', 'list_attr_celeba.txt', '1\nYoung\n1.jpg 1\n', 'has no attribute Male'],
    [
      'a line that lacks an attribute, so that others are in its place',
      ...(['list_attr_celeba.txt', `${attributes}3.jpg -1 1\n`] as const),
      'has a line of 2 attributes instead of 3: 3.jpg -1 1',
    ],
    [
      'an identity of two numbers',
      identity,
      '1.jpg 5 6\n',
      'is not a file and a number: 1.jpg 5 6',
    ],
    ['two identities', identity, '1.jpg 5\n1.jpg 6\n', 'lists 1.jpg twice, with 5 and with 6'],
    ['two partitions', partition, '1.jpg 0\n1.jpg 2\n', 'lists 1.jpg twice, with 0 and with 2'],
    ['an unknown partition', partition, '1.jpg 0\n2.jpg 3\n', 'has 2.jpg in the partition 3'],
  ])('is refused with %s', async (_, name, text, message) => {
    const folder = await collection({ [name]: text });
    await expect(findImages(folder)).rejects.toMatchObject({
      code: 'DATASET_MANIFEST',
      message: expect.stringContaining(message) as string,
    });
  });

  it('is refused where its list calls one picture female and male', async () => {
    const list = `${attributes}1.jpg 1 1 1\n`;
    const folder = await collection({ 'list_attr_celeba.txt': list });
    await expect(findImages(folder)).rejects.toMatchObject({
      code: 'DATASET_LABELS',
      message: `${folder} lists 1.jpg twice, as Female and as Male; correct one of the rows`,
    });
  });
});

describe('FairFace', () => {
  const list =
    'file,age,gender,race\ntrain/1.jpg,more than 70,FEMALE,\ntrain/2.jpg,3-9,Male,Indian\n';
  const pictures = ['train/1.jpg', 'train/2.jpg'];

  it('may have no race, an open interval, and what macOS leaves beside its lists', async () => {
    const lists = { 'fairface_label_train.csv': list, '._fairface_label_val.csv': 'Mac OS X' };
    const { known } = await read(await make(lists, pictures));
    expect(known).toEqual({
      'train/1.jpg': { label: 'Female', split: 'train', ageRange: '70+' },
      'train/2.jpg': { label: 'Male', split: 'train', ageRange: '3-9', groups: { race: 'Indian' } },
    });
  });

  it.each([
    ['a row of another length', `${list}train/3.jpg,3-9\n`, 'is no table: '],
    ['a picture in both lists', list, '1.jpg twice, with the split train and with validation'],
  ])('is refused with %s', async (_, text, message) => {
    const lists = { 'fairface_label_train.csv': text, 'fairface_label_val.csv': text };
    await expect(findImages(await make(lists, pictures))).rejects.toMatchObject({
      code: 'DATASET_MANIFEST',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('UTKFace', () => {
  const when = '20170116184024662.jpg.chip.jpg';

  it('has ages of one to three digits, at most 130', async () => {
    const names = ['0_1_0', '9_0_1', '116_1_2', '130_0_3', '131_0_3'].map((n) => `${n}_${when}`);
    const { layout, known, leftOut } = await read(await make({}, names));
    expect(layout).toBe('utkface');
    const ages = Object.values(known).map(({ age, groups }) => [age, groups?.['race']]);
    expect(ages).toEqual([
      [0, 'White'],
      [116, 'Asian'],
      [130, 'Indian'],
      [9, 'Black'],
    ]);
    expect(leftOut).toEqual({ 'of malformed names': 1 });
  });

  it.each([
    ['2 as gender', `20_2_0_${when}`],
    ['5 as race', `20_0_5_${when}`],
    ['no date', '20_0_1_face.jpg'],
    ['no race', `20_0_${when}`],
    ['an age of four digits', `2000_0_1_${when}`],
  ])('has no label where a name says %s', async (_, name) => {
    const good = ['20_0_1', '21_1_1', '22_1_1'].map((start) => `${start}_${when}`);
    const folder = await make({}, [...good, name]);
    const { images, leftOut } = await findImages(folder);
    expect(images).toHaveLength(3);
    expect(leftOut.unusual).toEqual([
      { path: join(folder, name), reason: 'not <age>_<gender>_<race>_<date>' },
    ]);
  });

  it('is not guessed where only half of the pictures have such names', async () => {
    const folder = await make({}, [`20_0_1_${when}`, 'me.jpg']);
    await expect(findImages(folder)).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
  });
});

describe('IMDB-WIKI', () => {
  interface Person {
    readonly name?: string;
    readonly id?: number;
    readonly born?: string;
    readonly taken?: number;
    readonly gender?: number;
  }

  /** MATLAB's `datenum` of a day; that of 1 January 2000 is 730486. */
  const datenum = (day: string): number =>
    (Date.parse(day) - Date.parse('2000-01-01')) / 86_400_000 + 730_486;

  async function collection(people: readonly Person[], field = 'wiki'): Promise<string> {
    const shape = [1, people.length];
    const numbers = (of: (person: Person) => number): MatInput => {
      const data = Float64Array.from(people, of);
      return { kind: 'numeric', class: 'double', shape, data };
    };
    const texts = (of: (person: Person, index: number) => string): MatInput => {
      const cells = people.map(of).map((text): MatInput => {
        const rows = text === '' ? [] : [text];
        return { kind: 'char', shape: [rows.length, text.length], rows };
      });
      return { kind: 'cell', shape, cells };
    };
    const fields = new Map<string, MatInput[]>([
      ['full_path', [texts((_, index) => `${index}.jpg`)]],
      ['name', [texts(({ name = '' }) => name)]],
      ['gender', [numbers(({ gender = 0 }) => gender)]],
      ['face_score', [numbers(() => 1)]],
      ['photo_taken', [numbers(({ taken = 2009 }) => taken)]],
      ['dob', [numbers(({ born }) => (born === undefined ? NaN : datenum(born)))]],
    ]);
    if (people.some(({ id }) => id !== undefined)) {
      fields.set('celeb_id', [numbers(({ id = NaN }) => id)]);
    }
    const struct: MatInput = { kind: 'struct', shape: [1, 1], fields };
    const files = people.map((_, index) => `${index}.jpg`);
    return make({ 'wiki.mat': await encodeMat({ [field]: struct }) }, files);
  }

  it('gives the year of datevec(datenum(taken, 7, 1) - dob) as age, and none that nobody has', async () => {
    // day 10228 is 1 January of year 28: 28 · 365 + 7 leap days (0, 4 … 24) after day 1
    const people = [
      ['1981-06-30', 2009, 28],
      ['1981-07-02', 2009, 27],
      ['2009-06-30', 2009, 0],
      ['2009-07-02', 2009, undefined],
      ['1875-02-21', 1997, 122],
      ['1860-01-01', 2000, undefined],
      [undefined, 2000, undefined],
      ['1970-01-01', NaN, undefined],
    ] as const;
    const folder = await collection(
      people.map(([born, taken], index) => ({ ...(born && { born }), taken, gender: index % 2 })),
    );
    const { images } = await findImages(folder);
    expect(images.map(({ age }) => age)).toEqual(people.map(([, , age]) => age));
  });

  it.each([
    ['names', [{ name: 'Ada' }, { name: '' }, { name: '' }], ['wiki Ada', undefined, undefined]],
    ['numbers', [{ id: 7 }, { id: NaN }, { id: NaN }], ['wiki 7', undefined, undefined]],
  ])(
    'tells persons by %s, and does not take all unknown ones for one',
    async (_, people, known) => {
      const folder = await collection(
        people.map((person, gender) => ({ ...person, gender: gender % 2 })),
      );
      const { images } = await findImages(folder);
      expect(images.map(({ person }) => person)).toEqual(known);
    },
  );

  it('is read by its metadata too, and leaves out whose gender is unknown', async () => {
    const folder = await collection([{ gender: 1 }, { gender: 0 }, { gender: NaN }]);
    const { known, layout, leftOut } = await read(folder, join(folder, 'wiki.mat'));
    expect([layout, Object.keys(known), leftOut]).toEqual([
      ...['imdb-wiki', ['0.jpg', '1.jpg'], { 'without a label': 1 }],
    ]);
  });

  it('is refused where the file holds another struct than it is called after', async () => {
    const folder = await collection([{ gender: 1 }, { gender: 0 }], 'imdb');
    await expect(findImages(folder)).rejects.toMatchObject({
      code: 'DATASET_MANIFEST',
      message: `${join(folder, 'wiki.mat')} holds no struct wiki; get the published list again`,
    });
  });
});

describe('a list that names a picture twice', () => {
  const rows = 'file,label,person,split\n1.png,a,Ann,train\n2.png,b,Bo,test\n';

  it.each([
    ['1.png,a,Bo,train', 'the person Ann and with Bo'],
    ['1.png,a,,train', 'the person Ann and with none'],
    ['1.png,a,Ann,test', 'the split train and with test'],
  ])('is refused where the rows would put it on two sides: %s', async (row, words) => {
    const folder = await make({ 'list.csv': `${rows}${row}\n` }, ['1.png', '2.png']);
    const list = join(folder, 'list.csv');
    await expect(findImages(list)).rejects.toMatchObject({
      code: 'DATASET_MANIFEST',
      message: `${list} lists ${join(folder, '1.png')} twice, with ${words}; correct one of the rows`,
    });
  });
});
