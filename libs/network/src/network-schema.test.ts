import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { Layer } from './layer.js';
import type { layerSchema, networkSchema } from './network-schema.js';
import type { Network } from './network.js';

/** Checked by the compiler (target `typecheck`): neither side can gain or lose a field alone. */
describe('networkSchema', () => {
  it('describes exactly the type Layer', () => {
    expectTypeOf<z.infer<typeof layerSchema>>().toExtend<Layer>();
    expectTypeOf<Layer>().toExtend<z.infer<typeof layerSchema>>();
    expectTypeOf<KeysOf<Layer>>().toEqualTypeOf<KeysOf<z.infer<typeof layerSchema>>>();
  });

  it('describes exactly the type Network', () => {
    expectTypeOf<z.infer<typeof networkSchema>>().toExtend<Network>();
    expectTypeOf<Network>().toExtend<z.infer<typeof networkSchema>>();
    expectTypeOf<keyof Network>().toEqualTypeOf<keyof z.infer<typeof networkSchema>>();
  });
});

/** The fields of every member of a union, optional ones included. */
type KeysOf<T> = T extends { type: infer Type } ? [Type, keyof T] : never;
