import { describe, expect, it } from 'vitest';
import { sessionOptions } from './session-options.js';

/** What every session is told. */
const intra_op = { allow_spinning: '0' };

describe('sessionOptions', () => {
  it('computes on the processor by the provider that the build has', () => {
    const extra = { session: { intra_op } };
    expect(sessionOptions('onnxruntime', 'cpu')).toEqual({ executionProviders: ['cpu'], extra });
    expect(sessionOptions('onnxruntime-web', 'cpu')).toEqual({
      executionProviders: ['wasm'],
      extra,
    });
  });

  it('forbids to compute on the processor what a device cannot', () => {
    expect(sessionOptions('onnxruntime', 'cuda')).toEqual({
      executionProviders: [{ name: 'cuda' }],
      extra: { session: { intra_op, disable_cpu_ep_fallback: '1' } },
    });
  });

  it('asks for exact sums where they are needed only: they are slow', () => {
    const of = (exactSums: boolean): unknown =>
      sessionOptions('onnxruntime', 'cpu', { exactSums }).extra;
    expect(of(true)).toEqual({ session: { intra_op, x64quantprecision: '1' } });
    expect(of(false)).toEqual({ session: { intra_op } });
  });

  it('names the folder of the files to which the model refers', () => {
    const { extra } = sessionOptions('onnxruntime', 'cpu', { externalFolder: '/models' });
    expect(extra).toEqual({
      session: { intra_op, model_external_initializers_file_folder_path: '/models' },
    });
  });
});
