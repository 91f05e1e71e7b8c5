import { describe, expect, it } from 'vitest';
import { describeForeignBytes, FOREIGN_BYTES, refusal } from './foreign-bytes.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const nameOf = (start: string): string | undefined => describeForeignBytes(bytes(start))?.name;
const behind = (start: string): string => `${start}\0\x01\x02\x03${'\0'.repeat(60)}`;

/** Signatures as the formats' specifications give them, those of kinds that have several one by one. */
const signatures: readonly (readonly [name: string, ...starts: string[]])[] = [
  ['a 7z archive', '7z\xbc\xaf\x27\x1c'],
  ['a RAR archive', 'Rar!\x1a\x07\0', 'Rar!\x1a\x07\x01\0'],
  ['an xz archive', '\xfd7zXZ\0'],
  ['a bzip2 archive', 'BZh91AY&SY', 'BZh11AY&SY'],
  ['a zstd archive', '\x28\xb5\x2f\xfd'],
  ['a zip archive', 'PK\x05\x06'],
  ['an AVIF picture', '\0\0\0\x1cftypavis'],
  [
    'a HEIC picture',
    '\0\0\0\x1cftypheix',
    '\0\0\0\x1cftyphevc',
    '\0\0\0\x1cftypmif1',
    '\0\0\0\x1cftypmsf1',
  ],
  [
    'a video',
    '\0\0\0\x20ftypmp42',
    'RIFF\x10\0\0\0AVI LIST',
    '\x1a\x45\xdf\xa3', // Matroska and WebM
    '\0\0\x01\xb3', // MPEG-1 and 2
    '\0\0\x01\xba',
  ],
  ['a JPEG 2000 picture', '\xff\x4f\xff\x51'],
  ['a JPEG XL picture', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['a PostScript document', '%!PS-Adobe-3.0 EPSF-3.0', '\xc5\xd0\xd3\xc6'],
  ['an icon', '\0\0\x01\0', '\0\0\x02\0'],
  ['a GIMP document', 'gimp xcf v011'],
  ['an OpenEXR picture', '\x76\x2f\x31\x01'],
  ['a Radiance picture', '#?RADIANCE\n', '#?RGBE\n'],
  ['a DDS texture', 'DDS \x7c'],
  ['a BigTIFF picture', 'II+\0\x08', 'MM\0+\0\x08'],
  ['a PFM or PAM picture', 'PF\n640 480\n', 'Pf\n', 'P7\nWIDTH 4\n'],
  ['an SGI picture', '\x01\xda\x01\x01'],
  ['a PCX picture', '\x0a\x05\x01\x08'],
  ['a QOI picture', 'qoif\0\0\x02\x80'],
  [
    'a raw picture of a camera',
    'FUJIFILMCCD-RAW 0201',
    'IIRO\x08',
    'IIRS\x08',
    'MMOR\0',
    'IIU\0\x18',
    'FOVb',
  ],
  ['a JPEG picture', '\xff\xd8\xff\xe0\0\x10JFIF', '\xff\xd8\xff\xe1..Exif'],
  ['a PNG picture', '\x89PNG\r\n\x1a\n'],
  ['a GIF picture', 'GIF87a'],
  ['a TIFF picture', 'MM\0*\0\0\0\x08'],
  ['a NumPy array', '\x93NUMPY\x01\0v\0'],
  ['a MAT-file', 'MATLAB 7.3 MAT-file, Platform: GLNXA64'],
  ['a program', '\x7fELF\x02\x01', 'MZ\x90\0', '\xcf\xfa\xed\xfe'],
  ['a PyTorch or pickle file', '\x80\x03', '\x80\x04\x95', '\x80\x05'],
  ['a Git LFS pointer, not the file itself', 'version https://hawser.github.com/spec/v1\n'],
];

/** Texts, whose every byte counts, so that nothing may follow them. */
const texts: readonly (readonly [name: string, ...starts: string[]])[] = [
  [
    'a git-annex pointer, not the file itself',
    '../../.git/annex/objects/Zk/3v/SHA256E-s1--ab.mat/SHA256E-s1--ab.mat',
    '.git/annex/objects/MD5-s12--ab',
  ],
  [
    'an SVG drawing',
    '<svg width="4">',
    '\xef\xbb\xbf<SVG>',
    '<!DOCTYPE svg PUBLIC "-//W3C">\n<svg>',
  ],
  [
    'an HTML page',
    '<?xml version="1.0"?>\n<!DOCTYPE html>',
    '<meta charset="utf-8">',
    '<script>location="/login"</script>',
    '<body>',
  ],
  ['an XML document', '<Error><Code>NoSuchKey</Code></Error>', '<?xml version="1.0"?>\n<feed>'],
  [
    'a Caffe network description',
    '# VGG\nname: "VGG"',
    'layers {\n  name: "conv1"',
    'input: "data"',
  ],
  ['a JSON document', '[1, 2]', '{"a": 1}', '\xef\xbb\xbf [{}]', '[\n  "a"'],
  ['text', 'epoch,loss\n1,0.5\n', 'Zugriff verweigert: gr\xfc\xdfe'],
];

const all = [...signatures, ...texts].flatMap(([name, ...starts]) =>
  starts.map((start) => [name, start] as const),
);

describe('a kind of file', () => {
  it.each(all)('is %s by %j', (name, start) => {
    expect(nameOf(start)).toBe(name);
  });

  it('is the same whatever binary bytes follow its signature', () => {
    for (const [name, ...starts] of signatures) {
      for (const start of starts) expect([start, nameOf(behind(start))]).toEqual([start, name]);
    }
  });

  it('is not told by a signature that stands later', () => {
    for (const [name, ...starts] of signatures) {
      for (const start of starts) expect(nameOf(`\0\xfe\xfe${start}\0`)).not.toBe(name);
    }
  });

  it('is told by nothing behind the bytes that are looked at', () => {
    const late = `${'\0'.repeat(FOREIGN_BYTES - 4)}name: "net"`;
    expect(nameOf(late)).toBeUndefined();
    // A text whose first KiB is one is a text, whatever comes then.
    expect(nameOf(`${'a '.repeat(FOREIGN_BYTES / 2)}\0\0`)).toBe('text');
  });

  it('has advice, and both stand in one line of a refusal', () => {
    for (const [, start] of all) {
      const found = describeForeignBytes(bytes(start))!;
      expect(found.advice).not.toBe('');
      const message = refusal('a model of nobody', bytes(start), 'otherwise');
      expect(message).toBe(`is not a model of nobody, but ${found.name}; ${found.advice}`);
      expect(message).not.toMatch(/\n/);
    }
  });
});
