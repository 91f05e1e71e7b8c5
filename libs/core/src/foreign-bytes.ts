/** What a file is that was taken for another. */
export interface ForeignBytes {
  /** Such as `an HTML page`. */
  readonly name: string;
  /** What to do about it, such as `download the file again`. */
  readonly advice: string;
}

interface Kind extends ForeignBytes {
  readonly matches: (start: string) => boolean;
}

/** So many bytes are looked at: markup may begin with comments, a tar's mark stands at 257. */
export const FOREIGN_BYTES = 1024;

const starting =
  (...magics: string[]): Kind['matches'] =>
  (start) =>
    magics.some((magic) => start.startsWith(magic));
const at =
  (offset: number, ...magics: string[]): Kind['matches'] =>
  (start) =>
    magics.some((magic) => start.startsWith(magic, offset));
const like =
  (pattern: RegExp): Kind['matches'] =>
  (start) =>
    pattern.test(start);

/** A zip archive whose first file has such a name; it stands behind 30 bytes of header. */
const zipOf =
  (firstName: RegExp): Kind['matches'] =>
  (start) =>
    start.startsWith('PK\x03\x04') && firstName.test(start.slice(30));

/** A Caffe model is a message whose first field is its name and whose second are layers (`NetParameter`). */
const caffeModel: Kind['matches'] = (start) => {
  const behindName = 2 + start.charCodeAt(1);
  return start.startsWith('\x0a') && at(behindName, '\x12', '\xa2\x06')(start);
};

/** A file of ISO base media begins with a box `ftyp` that names its brand. */
const brand = (...brands: string[]): Kind['matches'] =>
  like(new RegExp(`^....ftyp(${brands.join('|')})`, 's'));

const again = 'download the file itself';
const unpack = 'unpack it and name a file inside';
const convertPicture = 'convert it to JPEG or PNG';

/** One row a kind, special ones before general ones. */
const kinds: readonly Kind[] = [
  {
    name: 'a Git LFS pointer, not the file itself',
    advice: 'run: git lfs pull',
    matches: starting(
      'version https://git-lfs.github.com/spec/',
      'version https://hawser.github.com/spec/',
    ),
  },
  {
    name: 'a git-annex pointer, not the file itself',
    advice: 'run: git annex get',
    matches: like(/^(\.\.\/)*\.?(git)?\/annex\/objects\//),
  },
  {
    name: 'an SVG drawing',
    advice: convertPicture,
    matches: like(/^(\xef\xbb\xbf)?(\s|<\?xml[^>]*>|<!--.*?-->|<!doctype svg[^>]*>)*<svg[\s>]/is),
  },
  {
    name: 'an HTML page',
    advice: `a server answered with a page; ${again}`,
    matches: like(
      /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body|title|script|meta)\b/is,
    ),
  },
  {
    name: 'an XML document',
    advice: `a server may have answered with an error; ${again}`,
    matches: like(/^(\xef\xbb\xbf)?\s*<(\?xml|error)\b/i),
  },
  {
    name: 'a PyTorch file',
    advice: 'export it to ONNX or safetensors with PyTorch',
    matches: zipOf(/^[^\0]*?(data\.pkl|byteorder|\.format_version)/),
  },
  {
    name: 'an archive of NumPy arrays (.npz)',
    advice: unpack,
    matches: zipOf(/^[^/]{1,99}\.npy/),
  },
  {
    name: 'a Keras archive (.keras)',
    advice: 'give it the ending .keras',
    matches: zipOf(/^([^\0]{1,99}\/)?(metadata\.json|config\.json|model\.weights\.h5)/),
  },
  { name: 'a zip archive', advice: unpack, matches: starting('PK\x03\x04', 'PK\x05\x06') },
  { name: 'a gzip archive', advice: unpack, matches: starting('\x1f\x8b') },
  { name: 'a 7z archive', advice: unpack, matches: starting('7z\xbc\xaf\x27\x1c') },
  { name: 'a RAR archive', advice: unpack, matches: starting('Rar!\x1a\x07') },
  { name: 'an xz archive', advice: unpack, matches: starting('\xfd7zXZ\0') },
  { name: 'a bzip2 archive', advice: unpack, matches: like(/^BZh[1-9]1AY&SY/) },
  { name: 'a zstd archive', advice: unpack, matches: starting('\x28\xb5\x2f\xfd') },
  { name: 'a tar archive', advice: unpack, matches: at(257, 'ustar') },
  { name: 'an AVIF picture', advice: convertPicture, matches: brand('avif', 'avis') },
  {
    name: 'a HEIC picture',
    advice: convertPicture,
    matches: brand('hei[a-z]', 'hev[a-z]', 'mif1', 'msf1'),
  },
  { name: 'a Canon raw picture (CR3)', advice: convertPicture, matches: brand('crx ') },
  {
    name: 'a video',
    advice: 'take pictures from it',
    matches: (start) =>
      start.startsWith('ftyp', 4) ||
      start.startsWith('AVI ', 8) ||
      starting('\x1a\x45\xdf\xa3', '\0\0\x01\xb3', '\0\0\x01\xba')(start),
  },
  {
    name: 'a JPEG 2000 picture',
    advice: convertPicture,
    matches: starting('\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'),
  },
  {
    name: 'a JPEG XL picture',
    advice: convertPicture,
    matches: starting('\xff\x0a', '\0\0\0\x0cJXL '),
  },
  { name: 'a Photoshop document', advice: convertPicture, matches: starting('8BPS') },
  { name: 'a PDF document', advice: 'take the pictures out of it', matches: starting('%PDF-') },
  {
    name: 'a PostScript document',
    advice: convertPicture,
    matches: starting('%!PS', '\xc5\xd0\xd3\xc6'),
  },
  { name: 'an icon', advice: convertPicture, matches: starting('\0\0\x01\0', '\0\0\x02\0') },
  { name: 'a GIMP document', advice: convertPicture, matches: starting('gimp xcf') },
  { name: 'an OpenEXR picture', advice: convertPicture, matches: starting('\x76\x2f\x31\x01') },
  { name: 'a Radiance picture', advice: convertPicture, matches: starting('#?RADIANCE', '#?RGBE') },
  { name: 'a DDS texture', advice: convertPicture, matches: starting('DDS ') },
  { name: 'a BigTIFF picture', advice: convertPicture, matches: starting('II+\0', 'MM\0+') },
  { name: 'a PFM or PAM picture', advice: convertPicture, matches: like(/^P[Ff7]\s/) },
  { name: 'an SGI picture', advice: convertPicture, matches: starting('\x01\xda') },
  { name: 'a PCX picture', advice: convertPicture, matches: starting('\x0a\x05\x01') },
  { name: 'a QOI picture', advice: convertPicture, matches: starting('qoif') },
  {
    name: 'a raw picture of a camera',
    advice: convertPicture,
    matches: starting('FUJIFILMCCD-RAW', 'IIRO', 'IIRS', 'MMOR', 'IIU\0', 'FOVb'),
  },
  {
    name: 'a JPEG picture',
    advice: 'name a file of the kind asked for',
    matches: starting('\xff\xd8\xff'),
  },
  {
    name: 'a PNG picture',
    advice: 'name a file of the kind asked for',
    matches: starting('\x89PNG\r\n'),
  },
  {
    name: 'a GIF picture',
    advice: 'name a file of the kind asked for',
    matches: starting('GIF87a', 'GIF89a'),
  },
  {
    name: 'a WebP picture',
    advice: 'name a file of the kind asked for',
    matches: like(/^RIFF.{4}WEBP/s),
  },
  {
    name: 'a TIFF picture',
    advice: 'name a file of the kind asked for',
    matches: starting('II*\0', 'MM\0*'),
  },
  {
    name: 'an HDF5 file (.h5, or .mat of version 7.3)',
    advice: 'give it its ending',
    matches: starting('\x89HDF\r\n\x1a\n'),
  },
  {
    name: 'a MAT-file',
    advice: 'give it the ending .mat',
    matches: starting('MATLAB 5.0', 'MATLAB 7.3'),
  },
  { name: 'a NumPy array', advice: 'give it the ending .npy', matches: starting('\x93NUMPY') },
  {
    name: 'a safetensors file',
    advice: 'give it the ending .safetensors',
    matches: like(/^.{4}\0{4}\{\s*"/s),
  },
  {
    name: 'a TensorFlow SavedModel',
    advice: 'load it in TensorFlow and save it as .keras or .h5, or convert it with tf2onnx',
    matches: starting('\x08\x01\x12'),
  },
  {
    name: 'a frozen graph of TensorFlow',
    advice: 'convert it with tf2onnx',
    matches: like(
      // eslint-disable-next-line no-control-regex -- bytes of a binary file
      /^\x0a[^\0]{1,3}\x0a[^\0][\w/.-]{1,127}\x12[^\0](Placeholder|Const|VariableV2|NoOp)/,
    ),
  },
  {
    name: 'an ONNX file',
    advice: 'give it the ending .onnx',
    // eslint-disable-next-line no-control-regex -- bytes of a binary file
    matches: like(/^\x08[\x03-\x1f][\x12\x1a\x22\x3a\x42]/),
  },
  {
    name: 'weights of Caffe (.caffemodel)',
    advice: 'convert it in Caffe or OpenCV, or name the network in another format',
    matches: caffeModel,
  },
  {
    name: 'a TensorFlow Lite model',
    advice: 'name the model that it was converted from',
    matches: at(4, 'TFL3'),
  },
  {
    name: 'a PyTorch or pickle file',
    advice: 'export it to ONNX or safetensors with PyTorch',
    matches: starting('\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'),
  },
  {
    name: 'a Caffe network description',
    advice: 'name a file with weights',
    matches: like(/^\s*(#.*\n\s*)*(name\s*:\s*"|layers?\s*\{|input\s*:\s*")/),
  },
  {
    name: 'a program',
    advice: 'is it the right file?',
    matches: starting('\x7fELF', 'MZ', '\xcf\xfa\xed\xfe'),
  },
  {
    name: 'a JSON document',
    advice: 'is it the right file?',
    matches: like(/^(\xef\xbb\xbf)?\s*[[{]\s*["[{\]}\d-]/),
  },
  {
    name: 'text',
    advice: 'is it the right file?',
    matches: like(/^(?=.*[A-Za-z])[\t\n\r\x20-\x7e\x80-\xff]+$/s),
  },
];

/**
 * Names what a file is instead of the one expected: a Git LFS pointer, an error page of a server,
 * an archive, a picture of another format, a model of another framework. Meant for messages, after
 * the reader's own formats have been ruled out.
 *
 * @param start - the first bytes of the file, 1 KiB or more where there are as many
 * @returns `undefined` where nothing is recognised
 * @example
 * describeForeignBytes(bytes)?.name; // 'an HTML page'
 */
export function describeForeignBytes(start: Uint8Array): ForeignBytes | undefined {
  const text = String.fromCharCode(...start.subarray(0, FOREIGN_BYTES));
  const kind = kinds.find(({ matches }) => matches(text));
  return kind && { name: kind.name, advice: kind.advice };
}

/**
 * Says that a file is not of the kind that a reader takes, and what it is instead.
 *
 * @param kind - with its article: `a MAT-file`
 * @param start - as `describeForeignBytes` takes it
 * @param otherwise - what is wrong where nothing is recognised, or where it is of that kind, but damaged
 * @example
 * refusal('an HDF5 file', bytes, 'it is empty'); // 'is not an HDF5 file, but an HTML page; download the file itself'
 */
export function refusal(kind: string, start: Uint8Array, otherwise: string): string {
  const found = describeForeignBytes(start);
  return found === undefined || found.name.startsWith(kind)
    ? `is not ${kind}: ${otherwise}`
    : `is not ${kind}, but ${found.name}; ${found.advice}`;
}
