import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@gender/core/node';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import type { Diagnosis } from './diagnose.js';
import { createDoctorCommand, doctorCommand } from './doctor-command.js';

const inFolder = temporaryFolder();

/** A machine on which only the WebAssembly build works, and not on every device. */
const machine: Diagnosis = {
  platform: 'linux arm64',
  processor: { model: 'Cortex', cores: 4, features: ['neon', 'dotprod'] },
  threads: 3,
  engines: [
    { name: 'onnxruntime', works: false, devices: [], reason: 'the engine "onnxruntime" is away' },
    {
      name: 'onnxruntime-web',
      works: true,
      version: '1.30.0',
      devices: [
        { name: 'cpu', works: true },
        { name: 'webgpu', works: false, reason: 'No adapter; it needs a card' },
      ],
    },
  ],
  kernels: { simd: true, threads: true },
  decoder: { name: 'jimp', reason: 'sharp is not installed' },
  versions: { node: '20.19.0', '@gender/count': '0.1.0' },
};

function doctorOf(diagnosis: Diagnosis, ...argv: string[]): Promise<FinishedRun> {
  const commands = [createDoctorCommand(() => Promise.resolve(diagnosis))] as const;
  const app = { name: 'gender-count', summary: 'Counts', moduleUrl: import.meta.url, commands };
  return runInMemory(app, ['doctor', ...argv]);
}

describe('doctor', () => {
  it('prints the machine, a table of engines, and why what does not work does not', async () => {
    const { exitCode, stdout } = await doctorOf(machine);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'Node           20.19.0 on linux arm64',
      'processor      Cortex, 4 cores',
      'instructions   neon, dotprod',
      'threads        3, unless --threads says otherwise',
      'training       WebAssembly kernels, with SIMD and threads',
      'pictures       jimp: sharp is not installed',
      '@gender/count  0.1.0',
      '',
      '┌─────────────────┬─────────┬────────┬───────┐',
      '│ engine          │ version │ device │ works │',
      '├─────────────────┼─────────┼────────┼───────┤',
      '│ onnxruntime     │         │        │ no    │',
      '│ onnxruntime-web │ 1.30.0  │ cpu    │ yes   │',
      '│                 │         │ webgpu │ no    │',
      '└─────────────────┴─────────┴────────┴───────┘',
      '',
      'the engine "onnxruntime" is away',
      '',
      'onnxruntime-web on webgpu: No adapter; it needs a card',
      '',
      'Networks run on onnxruntime-web unless --engine says otherwise.',
      '',
    ]);
  });

  it('prints the same as data with --json', async () => {
    const { stdout } = await doctorOf(machine, '--json');
    expect(JSON.parse(stdout)).toEqual(machine);
  });

  it('ends with exit code 1 where no engine works', async () => {
    const engines = machine.engines.slice(0, 1);
    const { exitCode, stdout } = await doctorOf({ ...machine, engines });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('No engine works here');
  });

  it('says what training lacks', async () => {
    const { stdout } = await doctorOf({ ...machine, kernels: { simd: false, threads: false } });
    expect(stdout).toMatch(/^training +not possible: .* has no SIMD and no threads; take Node/m);
  });

  it('says where the system does not tell the instruction sets', async () => {
    const processor = { model: 'Core', cores: 2 };
    const { stdout } = await doctorOf({ ...machine, processor });
    expect(stdout).toMatch(/^instructions +this system does not tell$/m);
  });

  it('lists and clears what killed runs left, where it is asked to', async () => {
    const host = sha256(hostname()).slice(0, 8);
    const run = `${host}-${2 ** 30}-0123abcd`; // larger than any process id
    const [models, data] = [inFolder('models'), inFolder('data')];
    mkdirSync(models);
    mkdirSync(join(data, `.Faces.${run}.old`), { recursive: true });
    writeFileSync(join(models, `.net.h5.${run}.part`), '');
    writeFileSync(join(models, 'net.h5'), '');
    const flags = [`--models=${models}`, `--data-root=${data}`];
    const listed = await doctorOf(machine, '--leftovers=list', ...flags);
    expect(listed.stdout.split('\n').slice(-4)).toEqual([
      'Killed runs have left:',
      join(data, `.Faces.${run}.old`),
      join(models, `.net.h5.${run}.part`),
      '',
    ]);
    const cleared = await doctorOf(machine, '--leftovers=clear', '--json', ...flags);
    expect(JSON.parse(cleared.stdout)).toMatchObject({ leftovers: { cleared: true } });
    expect(readdirSync(models)).toEqual(['net.h5']);
    expect(readdirSync(data)).toEqual(['Faces']); // it comes back
    const again = await doctorOf(machine, '--leftovers=list', ...flags);
    expect(again.stdout).toContain('Killed runs have left nothing.');
  });

  it('tries this machine', async () => {
    const app = {
      name: 'gender-count',
      summary: 'Counts',
      moduleUrl: import.meta.url,
      commands: [doctorCommand],
    } as const;
    const { exitCode, stdout } = await runInMemory(app, ['doctor', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      platform: `${process.platform} ${process.arch}`,
      kernels: { simd: true, threads: true },
      decoder: { name: 'sharp' },
      versions: { node: process.versions.node },
    });
  });
});
