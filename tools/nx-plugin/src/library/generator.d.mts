import type { Tree } from '@nx/devkit';

export interface LibraryOptions {
  readonly name: string;
  readonly floor: number;
  readonly platform?: 'any' | 'node';
  readonly description?: string;
}

export default function library(tree: Tree, options: LibraryOptions): Promise<() => void>;
