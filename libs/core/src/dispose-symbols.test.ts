import { fileURLToPath } from 'node:url';
import { createContext, runInContext, type Context } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { defineDisposeSymbols } from './dispose-symbols.js';

/** Another JavaScript context, such as Jest runs tests in. */
function otherContext(): Context {
  return createContext({ TextDecoder, TextEncoder });
}

describe('in a JavaScript context without symbols for disposal', () => {
  it('importing core defines them before a class uses them', async () => {
    const source = `import '@gender/core';
      class Thing { async [Symbol.asyncDispose]() { return 'ended'; } [Symbol.dispose]() {} }
      globalThis.names = [Symbol.asyncDispose, Symbol.dispose].map(String);
      globalThis.thing = new Thing();`;
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      conditions: ['@gender/source'],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2022',
    });
    const context = otherContext();
    runInContext(outputFiles[0]!.text, context);
    expect(context['names']).not.toContain('undefined');
    const thing = context['thing'] as AsyncDisposable;
    expect(await thing[Symbol.asyncDispose]()).toBe('ended');
  });

  it('they are those of the main context', () => {
    const foreign = {};
    defineDisposeSymbols(foreign);
    if (process.versions.node < '24') {
      expect(foreign).toHaveProperty('asyncDispose', Symbol.asyncDispose);
      expect(foreign).toHaveProperty('dispose', Symbol.dispose);
    }
  });

  it('what is there already stays', () => {
    const own = { dispose: Symbol('own'), asyncDispose: Symbol('own') };
    const before = { ...own };
    defineDisposeSymbols(own);
    expect(own).toEqual(before);
  });
});
