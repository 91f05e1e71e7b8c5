import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';

/** How a page of the project is built and served; what lies in its folder `public` is served as it is. */
export function siteOf(folder: string, isolated: boolean): InlineConfig {
  const headers = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  };
  return {
    ...{ root: folder, configFile: false, logLevel: 'silent' },
    build: { target: 'es2023', outDir: join(folder, 'dist'), emptyOutDir: true },
    // Cross-origin isolated, so that WebAssembly may use threads.
    ...(isolated && { preview: { headers } }),
  };
}

/** Makes a page of the project with Vite. */
export async function bundlePage(folder: string): Promise<readonly string[]> {
  const result = await build(siteOf(folder, false));
  const outputs = Array.isArray(result) ? result : [result];
  return outputs.flatMap((each) =>
    'output' in each
      ? each.output.flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
      : [],
  );
}
