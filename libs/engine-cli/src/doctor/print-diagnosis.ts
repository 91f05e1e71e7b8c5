import { formatTable } from '@gender/cli';
import { required } from '@gender/core';
import type { EngineDescription } from '@gender/engine';
import type { Diagnosis } from './diagnose.js';

/** A diagnosis as text for people: the machine, a table of engines, and why what does not work does not. */
export function printDiagnosis(diagnosis: Diagnosis): string {
  const { engines, leftovers } = diagnosis;
  return [
    alignPairs(machineLines(diagnosis)),
    formatTable(['engine', 'version', 'device', 'works'], engines.flatMap(rowsOf)),
    ...engines.flatMap(reasonsOf),
    verdict(engines),
    ...(leftovers === undefined ? [] : [leftoversText(leftovers)]),
  ].join('\n\n');
}

function machineLines(diagnosis: Diagnosis): [string, string][] {
  const { platform, processor, threads, kernels, decoder, versions } = diagnosis;
  const { node, ...packages } = versions;
  return [
    ['Node', `${required(node, 'the version of Node')} on ${platform}`],
    ['processor', `${processor.model}, ${processor.cores} cores`],
    ['instructions', processor.features?.join(', ') ?? 'this system does not tell'],
    ['threads', `${threads}, unless --threads says otherwise`],
    ['training', trainingText(kernels)],
    [
      'pictures',
      decoder.reason === undefined ? decoder.name : `${decoder.name}: ${decoder.reason}`,
    ],
    ...Object.entries(packages),
  ];
}

/** What trains heads where the engine does not, and whether it can. */
function trainingText({ simd, threads }: Diagnosis['kernels']): string {
  const missing = [...(simd ? [] : ['SIMD']), ...(threads ? [] : ['threads'])];
  return missing.length === 0
    ? 'WebAssembly kernels, with SIMD and threads'
    : `not possible: the WebAssembly of this Node has no ${missing.join(' and no ')}; take Node 20.19 or later`;
}

function rowsOf({ name, version = '', devices }: EngineDescription): string[][] {
  if (devices.length === 0) return [[name, version, '', 'no']];
  return devices.map((device, index) => [
    index === 0 ? name : '',
    index === 0 ? version : '',
    device.name,
    device.works ? 'yes' : 'no',
  ]);
}

function reasonsOf({ name, reason, devices }: EngineDescription): string[] {
  return [
    ...(reason === undefined ? [] : [reason]),
    ...devices.flatMap((device) =>
      device.reason === undefined ? [] : [`${name} on ${device.name}: ${device.reason}`],
    ),
  ];
}

function verdict(engines: readonly EngineDescription[]): string {
  const first = engines.find(({ works }) => works);
  return first === undefined
    ? 'No engine works here, so no network can be run; the lines above say what to do.'
    : `Networks run on ${first.name} unless --engine says otherwise.`;
}

function leftoversText({ paths, cleared }: NonNullable<Diagnosis['leftovers']>): string {
  if (paths.length === 0) return 'Killed runs have left nothing.';
  const what = cleared ? 'Removed what killed runs had left:' : 'Killed runs have left:';
  return [what, ...paths].join('\n');
}

function alignPairs(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
