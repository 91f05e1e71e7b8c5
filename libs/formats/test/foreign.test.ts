import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { GenderError } from '@gender/core';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { describeFile, readNetwork } from '../src/index.js';
import { networkFormats } from '../src/network-formats.js';

const inFolder = temporaryFolder();

/** A zip archive of one empty file, as the zip specification lays it out (4.3.7, 4.3.12, 4.3.16). */
function zipOf(name: string): Buffer {
  const local = Buffer.alloc(30);
  local.write('PK\x03\x04', 'latin1');
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.write('PK\x01\x02', 'latin1');
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length, 16);
  return Buffer.concat([local, Buffer.from(name), central, Buffer.from(name), end]);
}

const latin1 = (text: string): Buffer => Buffer.from(text.padEnd(300, '\0'), 'latin1');

/** What people have in place of the file: by its name in messages, how it begins. */
const foreign: Record<string, Buffer> = {
  'a Git LFS pointer': Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 580000000\n`,
  ),
  'an HTML page': Buffer.from(
    '<!DOCTYPE html>\n<html><title>Google Drive – Virus scan</title></html>',
  ),
  'a PyTorch file': zipOf('vgg/data.pkl'),
  'a PyTorch or pickle file': latin1('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.'),
  'a zip archive': zipOf('vgg_face_caffe/VGG_FACE.caffemodel'),
  'an archive of NumPy arrays': zipOf('conv1_1.npy'),
  'weights of Caffe': latin1('\x0a\x12VGG_FACE_16_layers\x12\x97\x01\x12\x07conv1_1'),
  'a Caffe network description': Buffer.from(
    'name: "VGG_FACE_16_layers"\ninput: "data"\ninput_dim: 1\n',
  ),
  'a TensorFlow SavedModel': latin1('\x08\x01\x12\xf3\x8b\x02\x0a\xa0\x83\x02'),
  'a frozen graph of TensorFlow': latin1('\x0a\x3a\x0a\x05input\x12\x0bPlaceholder*\x0b'),
  'a TensorFlow Lite model': latin1('\x1c\0\0\0TFL3\x14\0\x20\0'),
  'a gzip archive': gzipSync(Buffer.alloc(100)),
  'a tar archive': Buffer.concat([
    Buffer.from('vgg_face.mat'.padEnd(257, '\0')),
    Buffer.from('ustar\x0000'),
    Buffer.alloc(500),
  ]),
  'a PNG picture': latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'),
  'a JPEG picture': latin1('\xff\xd8\xff\xe0\0\x10JFIF\0'),
};

const endings = networkFormats
  .flatMap(({ endings, read, describe }) => ((read ?? describe) ? endings : []))
  .filter((ending) => ending !== '/')
  .concat('.pt');

describe.each(Object.entries(foreign))('%s', (name, bytes) => {
  test.each(endings)('named *%s is called what it is, in one line', async (ending) => {
    const path = inFolder(`model${ending}`);
    writeFileSync(path, bytes);
    const error: unknown = await describeFile(path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(GenderError);
    const { message } = error as GenderError;
    expect(message).toContain(path);
    expect(message).toContain(name);
    expect(message).not.toContain('\n');
    // What to do follows.
    expect(message.slice(message.indexOf(name))).toMatch(/; \w+/);
  });
});

describe('a file of one format under the name of another', () => {
  test.each([
    [
      '.h5',
      latin1('MATLAB 5.0 MAT-file, Platform: GLNXA64'),
      'a MAT-file; give it the ending .mat',
    ],
    ['.mat', latin1('\x93NUMPY\x01\0v\0'), 'a NumPy array; give it the ending .npy'],
    ['.mat', latin1('\x40\0\0\0\0\0\0\0{"__metadata__":{}}'), 'a safetensors file'],
    ['.safetensors', latin1('\x89HDF\r\n\x1a\n'), 'an HDF5 file (.h5, or .mat of version 7.3)'],
    ['.h5', latin1('\x08\x08\x12\x07pytorch'), 'an ONNX file; give it the ending .onnx'],
    ['.safetensors', zipOf('metadata.json'), 'a Keras archive (.keras); give it the ending .keras'],
  ])('%s', async (ending, bytes, words) => {
    const path = inFolder(`model${ending}`);
    writeFileSync(path, bytes);
    await expect(readNetwork(path)).rejects.toThrow(words);
  });

  test.each(['.h5', '.keras', '.safetensors', '.mat', '.onnx'])(
    'a folder named *%s',
    async (ending) => {
      mkdirSync(inFolder(`folder${ending}`));
      await expect(describeFile(inFolder(`folder${ending}`))).rejects.toMatchObject({
        code: 'FILE_ACCESS',
      });
    },
  );
});

describe('the folder of a TensorFlow SavedModel', () => {
  test.each(['vgg', 'vgg/', 'vgg.h5', 'vgg.keras', 'vgg.onnx'])(
    'named %s is called what it is, with what to do',
    async (name) => {
      mkdirSync(inFolder(name));
      writeFileSync(inFolder(name, 'saved_model.pb'), foreign['a TensorFlow SavedModel']!);
      const path = inFolder(name);
      for (const read of [readNetwork, describeFile]) {
        await expect(read(path)).rejects.toMatchObject({
          code: 'FORMAT_UNKNOWN',
          message:
            `${path} is not a network that is read here, but a TensorFlow SavedModel; ` +
            'load it in TensorFlow and save it as .keras or .h5, or convert it with tf2onnx',
        });
      }
    },
  );

  test('whose file is damaged is refused by that file', async () => {
    mkdirSync(inFolder('vgg'));
    writeFileSync(inFolder('vgg', 'saved_model.pb'), new Uint8Array(4));
    await expect(readNetwork(inFolder('vgg'))).rejects.toThrow('it holds a saved_model.pb');
  });
});
