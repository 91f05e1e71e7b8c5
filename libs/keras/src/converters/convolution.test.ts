import { tensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { layersOf } from '../../test/decode.js';
import { ramp } from '../../test/files.js';

describe('a convolution', () => {
  const kernel = ramp(3, 3, 3, 4);
  const bias = ramp(4);
  const conv = { filters: 4, kernel_size: [3, 3] };

  it.each<[string, object, object]>([
    ['without options', {}, { strides: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1] }],
    ['same', { padding: 'same' }, { padding: [1, 1, 1, 1] }],
    // 8 places in steps of 2 are 4 windows of 3: 9 places, of which the one that lacks is behind.
    ['same, with strides', { padding: 'same', strides: 2 }, { padding: [0, 1, 0, 1] }],
    // A window of 3 with gaps of 2 spans 5.
    [
      'same, dilated',
      { padding: 'same', dilation_rate: [2, 1] },
      { dilation: [2, 1], padding: [2, 2, 1, 1] },
    ],
    ['with one stride for both', { strides: 3 }, { strides: [3, 3] }],
  ])('%s is read with the padding that Keras means', (_, config, wanted) => {
    const layers = layersOf('Conv2D', { ...conv, ...config }, { kernel, bias });
    expect(layers).toMatchObject([{ type: 'conv2d', name: 'mine', kernel, bias, ...wanted }]);
  });

  it('without a bias asks for none', () => {
    const [layer] = layersOf('Conv2D', { ...conv, use_bias: false }, { kernel });
    expect(layer).not.toHaveProperty('bias');
  });

  it('of each channel has as many groups as channels, the filters of a channel side by side', () => {
    const depthwise = ramp(3, 3, 3, 2);
    const [layer] = layersOf(
      'DepthwiseConv2D',
      { use_bias: false },
      { depthwise_kernel: depthwise },
    );
    expect(layer).toMatchObject({ type: 'conv2d', groups: 3, kernel: { shape: [3, 3, 1, 6] } });
    expect(layer).toMatchObject({ kernel: { data: depthwise.data } });
  });

  it('that is separable becomes two, with bias and activation at the end', () => {
    const weights = {
      depthwise_kernel: ramp(3, 3, 3, 1),
      pointwise_kernel: ramp(1, 1, 3, 5),
      bias: ramp(5),
    };
    expect(
      layersOf('SeparableConv2D', { padding: 'same', activation: 'relu' }, weights),
    ).toMatchObject([
      { type: 'conv2d', name: 'mine_depthwise', groups: 3, padding: [1, 1, 1, 1] },
      { type: 'conv2d', name: 'mine', groups: 1, inputs: ['mine_depthwise'], bias: weights.bias },
      { type: 'relu', inputs: ['mine'] },
    ]);
  });

  it.each<[string, object, object]>([
    // Windows of 3 in steps of 2 reach 2·7 + 3 = 17 places; Keras keeps 16 of them.
    ['same', { padding: 'same', strides: 2 }, { cropping: [0, 1, 0, 1], strides: [2, 2] }],
    ['valid', { strides: 2 }, { cropping: [0, 0, 0, 0] }],
    ['same, in single steps', { padding: 'same' }, { cropping: [1, 1, 1, 1] }],
  ])('that is transposed is cut as Keras cuts it: %s', (_, config, wanted) => {
    const weights = { kernel: ramp(3, 3, 4, 3), bias };
    const layers = layersOf('Conv2DTranspose', { ...conv, ...config }, weights);
    expect(layers).toMatchObject([{ type: 'convTranspose2d', ...wanted }]);
  });

  it('that is transposed with steps longer than its kernel gets one filled up with zeros', () => {
    const weights = { kernel: tensor('float32', [1, 2, 1, 3], Float32Array.of(1, 2, 3, 4, 5, 6)) };
    const config = { filters: 1, kernel_size: [1, 2], strides: [2, 3], use_bias: false };
    const [layer] = layersOf('Conv2DTranspose', config, weights);
    const rows = [1, 2, 3, 4, 5, 6, 0, 0, 0, ...Array.from({ length: 9 }, () => 0)];
    expect(layer).toMatchObject({ kernel: { shape: [2, 3, 1, 3], data: Float32Array.from(rows) } });
  });
});

describe('weights that contradict their layer', () => {
  it.each<[string, string, object, Record<string, Float32Tensor>, RegExp]>([
    [
      'of another input',
      'Conv2D',
      { filters: 4, kernel_size: [3, 3] },
      { kernel: ramp(3, 3, 2, 4), bias: ramp(4) },
      /a kernel of shape \(3, 3, 2, 4\) for layer "mine" \(Conv2D\), expected \(3, 3, 3, 4\)/,
    ],
    [
      'of other filters',
      'Conv2D',
      { filters: 4, kernel_size: 3 },
      { kernel: ramp(3, 3, 3, 4), bias: ramp(5) },
      /a bias of shape \(5,\).*expected \(4,\)/,
    ],
    [
      'of other units',
      'Dense',
      { units: 2 },
      { kernel: ramp(3, 4), bias: ramp(4) },
      /expected \(3, 2\)/,
    ],
    [
      'without a kernel',
      'Dense',
      { units: 2 },
      { bias: ramp(2) },
      /has no kernel, expected one of 2/,
    ],
    ['of other axes', 'BatchNormalization', {}, { gamma: ramp(1, 3) }, /a gamma of shape \(1, 3\)/],
  ])('are refused: %s', (_, className, config, weights, words) => {
    const read = (): unknown => layersOf(className, config, weights);
    expect(read).toThrow(words);
    expect(read).toThrow(expect.objectContaining({ code: 'KERAS_WEIGHTS' }) as Error);
  });
});
