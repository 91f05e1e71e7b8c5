import { describe, expect, it } from 'vitest';
import {
  countMultiplyAdds,
  countParameters,
  inferShapes,
  subnetwork,
  validateNetwork,
} from '../src/index.js';
import { vggFace } from './vgg-face.js';

describe('VGG-Face', () => {
  const whole = validateNetwork(vggFace());
  const descriptor = validateNetwork(subnetwork(whole, 'pool5'));

  it('has the shapes of the published network', () => {
    const shapes = inferShapes(whole);
    expect(shapes.get('image')).toEqual([224, 224, 3]);
    expect(shapes.get('conv1_2')).toEqual([224, 224, 64]);
    expect(shapes.get('pool3')).toEqual([28, 28, 256]);
    expect(shapes.get('pool5')).toEqual([7, 7, 512]);
    expect(shapes.get('fc6')).toEqual([1, 1, 4096]);
    expect(shapes.get('prob')).toEqual([2622]);
  });

  it('has 145 002 878 parameters, its descriptor 14 714 688', () => {
    expect(countParameters(whole).total).toBe(145_002_878);
    expect(countParameters(descriptor).total).toBe(14_714_688);
    expect(countParameters(descriptor).byLayer.get('conv1_1')).toBe(3 * 3 * 3 * 64 + 64);
    expect(countParameters(descriptor).byLayer.get('relu1_1')).toBe(0);
  });

  it('needs 15.3 thousand million multiply-adds for the convolutions of one picture', () => {
    const counts = countMultiplyAdds(descriptor);
    expect(counts.total).toBe(15_346_630_656);
    expect(counts.byLayer.get('conv1_1')).toBe(224 * 224 * 64 * 3 * 3 * 3);
    expect(countMultiplyAdds(whole).total - counts.total).toBe(
      7 * 7 * 512 * 4096 + 4096 * 4096 + 4096 * 2622,
    );
  });

  it('loses its top and its class names, not its normalisation, when cut at pool5', () => {
    expect(descriptor.layers.at(-1)?.name).toBe('pool5');
    expect(descriptor.layers).toHaveLength(13 + 13 + 5);
    expect(descriptor.classes).toBeUndefined();
    expect(descriptor.normalization).toEqual(whole.normalization);
  });
});
