import type { FuzzFormat } from './fuzz-format.js';

/**
 * Every format whose readers are tried; a new one is a row. Modules are loaded when they are asked
 * for: most formats need none of the libraries of the others.
 */
const formats = {
  mat: async () => (await import('./formats/mat.js')).mat(),
  matconvnet: async () => (await import('./formats/mat.js')).matconvnet(),
  h5: async () => (await import('./formats/keras.js')).kerasHdf5(),
  keras: async () => (await import('./formats/keras.js')).kerasArchive(),
  weights: async () => (await import('./formats/keras.js')).kerasWeights(),
  architecture: async () => (await import('./formats/keras.js')).kerasArchitecture(),
  safetensors: async () => (await import('./formats/safetensors.js')).safetensors(),
  npy: async () => (await import('./formats/npy.js')).npy(),
  tfjs: async () => (await import('./formats/tfjs.js')).tfjsFolder(),
  tfjslayers: async () => (await import('./formats/tfjs.js')).tfjsLayers(),
  tfjsgraph: async () => (await import('./formats/tfjs.js')).tfjsGraph(),
  onnx: async () => (await import('./formats/onnx.js')).onnx(),
  results: async () => (await import('./formats/tables.js')).resultsTable(),
  manifest: async () => (await import('./formats/tables.js')).pictureTable(),
  split: async () => (await import('./formats/split.js')).split(),
  features: async () => (await import('./formats/features.js')).featureRows(),
  record: async () => (await import('./formats/features.js')).featureRecord(),
  config: async () => (await import('./formats/config.js')).trainingConfig(),
  picture: async () => (await import('./formats/picture.js')).picture(),
  archive: async () => (await import('./formats/archive.js')).archive(),
} satisfies Record<string, () => Promise<FuzzFormat>>;

/** The name of a format, for commands. */
export type FormatName = keyof typeof formats;

/** The names of all formats. */
export const formatNames = Object.keys(formats) as readonly FormatName[];

/** Makes the sound files of a format and loads its readers. */
export function loadFormat(name: FormatName): Promise<FuzzFormat> {
  return formats[name]();
}
