/**
 * Defines `Symbol.dispose` and `Symbol.asyncDispose` where a JavaScript context has none, before any
 * class uses them: Node 20 and 22 give them to their main context only, and Jest 29 runs tests in others. They
 * are the very symbols of the main context.
 */
export function defineDisposeSymbols(constructor: object): void {
  for (const name of ['dispose', 'asyncDispose']) {
    if (name in constructor) continue;
    Object.defineProperty(constructor, name, { value: Symbol.for(`nodejs.${name}`) });
  }
}

defineDisposeSymbols(Symbol);
