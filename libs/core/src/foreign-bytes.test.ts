import { describe, expect, it } from 'vitest';
import { describeForeignBytes, refusal } from './foreign-bytes.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const zipOf = (name: string): string =>
  `PK\x03\x04\x14\0\0\0\0\0${'\0'.repeat(16)}${String.fromCharCode(name.length)}\0\0\0${name}rest`.replace(
    /^(.{26}).(.)../s,
    `$1${String.fromCharCode(name.length)}$2\0\0`,
  );

/** First bytes as the formats' specifications, or files seen in the wild, give them. */
const examples: Record<string, string> = {
  'a Git LFS pointer, not the file itself':
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
  'a git-annex pointer, not the file itself': '/annex/objects/SHA256E-s123--abc.mat\n',
  'an SVG drawing':
    '<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg">',
  'an HTML page': '\n<!DOCTYPE html>\n<html lang="en"><head><title>Sign in</title>',
  'an XML document': '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
  'a PyTorch file': zipOf('archive/data.pkl'),
  'an archive of NumPy arrays (.npz)': zipOf('arr_0.npy'),
  'a Keras archive (.keras)': zipOf('metadata.json'),
  'a zip archive': zipOf('pictures/1.jpg'),
  'a gzip archive': '\x1f\x8b\x08\0',
  'a tar archive': `faces/1.jpg${'\0'.repeat(246)}ustar\x0000`,
  'an AVIF picture': '\0\0\0\x20ftypavif\0\0\0\0',
  'a HEIC picture': '\0\0\0\x18ftypheic\0\0\0\0mif1heic',
  'a Canon raw picture (CR3)': '\0\0\0\x18ftypcrx \0\0\0\x01',
  'a video': '\0\0\0\x18ftypisom\0\0\x02\0',
  'a JPEG 2000 picture': '\0\0\0\x0cjP  \r\n\x87\n',
  'a JPEG XL picture': '\xff\x0a\xfa\x1f',
  'a Photoshop document': '8BPS\0\x01',
  'a PDF document': '%PDF-1.7\n%\xe2\xe3',
  'an HDF5 file (.h5, or .mat of version 7.3)': '\x89HDF\r\n\x1a\n\0',
  'a GIF picture': 'GIF89a\x01\0',
  'a WebP picture': 'RIFF\x10\0\0\0WEBPVP8 ',
  'a TIFF picture': 'II*\0\x08\0\0\0',
  'a safetensors file': '\x40\0\0\0\0\0\0\0{"a":{"dtype"',
  'a TensorFlow SavedModel': '\x08\x01\x12\x9a\x05\x0a',
  'a frozen graph of TensorFlow': '\x0a\x29\x0a\x05input\x12\x0bPlaceholder*',
  'an ONNX file': '\x08\x07\x12\x07pytorch\x1a\x031.9',
  'weights of Caffe (.caffemodel)': '\x0a\x08VGG_FACE\xa2\x06\x9d\x01',
  'a TensorFlow Lite model': '\x1c\0\0\0TFL3',
  'a MAT-file': 'MATLAB 5.0 MAT-file, Platform: GLNXA64',
  'a PyTorch or pickle file': '\x80\x02\x8a\nl\xfc\x9cF',
  'a Caffe network description': 'name: "VGG_FACE_16_layers"\ninput: "data"\n',
  'a JSON document': '{"error": {"message": "not found"}}',
  text: '404: Not Found',
};

describe('describeForeignBytes', () => {
  it.each(Object.entries(examples))('recognises %s', (name, start) => {
    expect(describeForeignBytes(bytes(start))?.name).toBe(name);
  });

  it('reads markup after a byte order mark and comments', () => {
    for (const start of ['\xef\xbb\xbf<html>', '<!-- saved -->\n<HTML>', '  <head>']) {
      expect(describeForeignBytes(bytes(start))?.name).toBe('an HTML page');
    }
  });

  it('says what to do', () => {
    expect(
      describeForeignBytes(bytes('version https://git-lfs.github.com/spec/v1\n'))?.advice,
    ).toBe('run: git lfs pull');
  });

  it.each(['', '\0\0\0\0\0\0\0\0', '\x0a\x05abcde\x0a'])('claims nothing of %j', (start) => {
    expect(describeForeignBytes(bytes(start))).toBeUndefined();
  });

  it('ends quickly on long runs that nearly match', () => {
    for (const start of [
      ' '.repeat(5000),
      '<!--'.repeat(1000),
      '../'.repeat(2000),
      '#\n'.repeat(2000),
    ]) {
      describeForeignBytes(bytes(start));
    }
  });
});

describe('refusal', () => {
  it.each([
    [
      '\n<html>',
      'is not a MAT-file, but an HTML page; a server answered with a page; download the file itself',
    ],
    ['\0\0\0\0', 'is not a MAT-file: it has no header'],
    ['MATLAB 5.0 MAT-file', 'is not a MAT-file: it has no header'],
  ])('of %j', (start, message) => {
    expect(refusal('a MAT-file', bytes(start), 'it has no header')).toBe(message);
  });
});
