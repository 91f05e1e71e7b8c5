import { access } from 'node:fs/promises';
import {
  hashOutputs,
  readManifest,
  sha256,
  writeFileWhole,
  writeManifest,
  type InputFiles,
} from '@gender/core/node';
import type { Network } from '@gender/network';
import { toOnnx, type Quantization } from '@gender/onnx';
import { calibrate, type CalibrateOptions, type CalibrationSet } from './calibrate.js';
import { chooseRange, type CalibrationMethod } from './choose-range.js';
import { missingRanges } from './missing-ranges.js';
import { quantizationSchema } from './quantization-schema.js';
import { weightBitsHere, type WeightBits } from './weight-bits.js';

export interface QuantizeBackboneOptions extends CalibrateOptions {
  network: Network;
  /** The network's own file, beside which the 8-bit one is written. */
  path: string;
  /** Identifies layers and weights, such as their SHA-256. */
  fingerprint: string;
  /** Pictures as the network takes them; `fingerprint` identifies them and how they are fed. */
  calibration: CalibrationSet & { fingerprint: string };
  /** Default `minmax`. */
  method?: CalibrationMethod | undefined;
  /** Default: what this processor computes without loss. */
  weightBits?: WeightBits | undefined;
  /** Convolutions that stay in float32; default: none. */
  floatLayers?: readonly string[] | undefined;
  /** The network's files, looked at before it was read, for the manifest. */
  inputs?: InputFiles | undefined;
  /** Versions to record in the manifest. */
  versions?: Record<string, string> | undefined;
}

export interface QuantizedBackbone {
  /** How to compute the network in 8 bits. */
  quantization: Quantization;
  /** The ONNX file that was written or found. */
  path: string;
  /** Whether the network was measured now; otherwise the ranges come from the manifest. */
  calibrated: boolean;
}

/** Measured on photographs and on drawings: see docs/quantization.md of the repository. */
const DEFAULT_METHOD: CalibrationMethod = 'minmax';

/** Where the 8-bit form of a network's file lies: `models/a.h5` has `models/a.int8.onnx`. */
export function quantizedPath(path: string): string {
  return path.replace(/\.[^./\\]+$/, '') + '.int8.onnx';
}

/**
 * Quantises a network: measures its activations on a sample of pictures, chooses a range for each
 * and writes the network as a standard quantised ONNX file with a manifest that holds the ranges.
 * Where the manifest is of the same network, pictures, method and weights, nothing is done again.
 *
 * @throws QuantizationError when the network cannot be quantised.
 * @throws FileError when the file cannot be written.
 */
export async function quantizeBackbone(
  options: QuantizeBackboneOptions,
): Promise<QuantizedBackbone> {
  const { network, fingerprint, calibration, method = DEFAULT_METHOD, floatLayers = [] } = options;
  const { weightBits = await weightBitsHere() } = options;
  const path = quantizedPath(options.path);
  const made = { network: fingerprint, pictures: calibration.fingerprint };
  const choices = { method, weightBits, floatLayers };
  const key = sha256(JSON.stringify({ ...made, ...choices }));
  const found = await readCached(path, key);
  if (found !== undefined && missingRanges(network, found).length === 0) {
    return { quantization: found, path, calibrated: false };
  }

  const started = performance.now();
  const histograms = await calibrate(network, calibration, options);
  const ranges = Object.fromEntries(
    [...histograms].map(([name, histogram]) => {
      // Pictures have bounds; cutting them off would gain nothing.
      return [name, chooseRange(histogram, name === network.input.name ? 'minmax' : method)];
    }),
  );
  const quantization: Quantization = { ranges, weightBits, floatLayers };
  await writeFileWhole(path, toOnnx(network, { quantization }));
  await writeManifest(path, {
    command: 'quantize',
    seconds: (performance.now() - started) / 1000,
    versions: { node: process.version, ...options.versions },
    options: { key, ...made, method, images: calibration.size, quantization },
    inputs: options.inputs === undefined ? {} : await options.inputs.hashes(),
    outputs: await hashOutputs(path),
  });
  return { quantization, path, calibrated: true };
}

/** The quantisation in the manifest of a file, if both are there and of the same key. */
async function readCached(path: string, key: string): Promise<Quantization | undefined> {
  try {
    await access(path);
    const { options } = await readManifest(path);
    return options['key'] === key ? quantizationSchema.parse(options['quantization']) : undefined;
  } catch {
    return undefined;
  }
}
