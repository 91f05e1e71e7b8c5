import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Instruction sets that decide how fast networks are computed, as Linux spells them; the last three are Arm's. */
const names = [
  'avx2',
  'fma',
  'avx512f',
  'avx_vnni',
  'avx512_vnni',
  'neon',
  'dotprod',
  'i8mm',
] as const;

/** An instruction set of a processor. */
export type CpuFeature = (typeof names)[number];

/** What Linux and macOS call them where the name is another. */
const aliases: Readonly<Record<string, CpuFeature>> = {
  asimd: 'neon',
  asimddp: 'dotprod',
  'hw.optional.avx2_0': 'avx2',
  'hw.optional.fma': 'fma',
  'hw.optional.avx512f': 'avx512f',
  'hw.optional.avx512vnni': 'avx512_vnni',
  'hw.optional.neon': 'neon',
  'hw.optional.arm.FEAT_DotProd': 'dotprod',
  'hw.optional.arm.FEAT_I8MM': 'i8mm',
};

/**
 * The instruction sets of this processor that speed up networks; `undefined` where the system does
 * not tell (Windows).
 */
export async function cpuFeatures(): Promise<readonly CpuFeature[] | undefined> {
  try {
    if (process.platform === 'linux') {
      return featuresInCpuinfo(await readFile('/proc/cpuinfo', 'utf8'));
    }
    if (process.platform === 'darwin') {
      const { stdout } = await promisify(execFile)('sysctl', ['hw.optional']);
      return featuresInSysctl(stdout);
    }
  } catch {
    return undefined;
  }
  return undefined;
}

/** From Linux' `/proc/cpuinfo`, whose line of the first processor is called `flags` or, on Arm, `Features`. */
export function featuresInCpuinfo(text: string): readonly CpuFeature[] {
  const [, words = ''] = /^(?:flags|Features)\s*:(.*)$/m.exec(text) ?? [];
  return known(words.trim().split(/\s+/));
}

/** From what `sysctl hw.optional` prints on macOS, a line `name: 1` for each set that is there. */
export function featuresInSysctl(text: string): readonly CpuFeature[] {
  return known([...text.matchAll(/^(\S+): 1$/gm)].map(([, name = '']) => name));
}

function known(words: readonly string[]): readonly CpuFeature[] {
  const found = new Set(words.map((word) => aliases[word] ?? word));
  return names.filter((name) => found.has(name));
}
