import { availableParallelism, cpus } from 'node:os';
import { cpuFeatures, type CpuFeature } from '@gender/core/node';
import {
  describeEngines,
  describeKernels,
  type EngineDescription,
  type KernelsDescription,
} from '@gender/engine';
import { imageDecoder, type ImageDecoder } from '@gender/image';

/** What a machine brings along for the work of this project. */
export interface Diagnosis {
  /** `linux x64` */
  readonly platform: string;
  readonly processor: {
    readonly model: string;
    readonly cores: number;
    /** Instruction sets that speed networks up; absent where the system does not tell. */
    readonly features?: readonly CpuFeature[] | undefined;
  };
  /** Threads that compute unless `--threads` says otherwise. */
  readonly threads: number;
  readonly engines: readonly EngineDescription[];
  /** What the kernels that train heads find here. */
  readonly kernels: KernelsDescription;
  readonly decoder: ImageDecoder;
  /** Versions of Node and of this project's packages. */
  readonly versions: Readonly<Record<string, string>>;
  /** Hidden files and folders that killed runs left; absent where they were not looked for. */
  readonly leftovers?:
    | {
        readonly paths: readonly string[];
        /** Whether they are gone now. */
        readonly cleared: boolean;
      }
    | undefined;
}

/** Tries everything that computes on this machine. */
export async function diagnose(versions: Diagnosis['versions']): Promise<Diagnosis> {
  const [engines, kernels, decoder, features] = await Promise.all([
    describeEngines(),
    describeKernels(),
    imageDecoder(),
    cpuFeatures(),
  ]);
  const processors = cpus();
  return {
    platform: `${process.platform} ${process.arch}`,
    processor: { model: processors[0]?.model ?? 'unknown', cores: processors.length, features },
    threads: availableParallelism(),
    engines,
    kernels,
    decoder,
    versions,
  };
}
