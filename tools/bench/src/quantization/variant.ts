import type { CalibrationOptions } from '@gender/features';
import { calibrationMethods } from '@gender/quantization';

/** One way to compute a backbone. */
export interface Variant {
  readonly name: string;
  /** How it is quantised; absent for float32. */
  readonly calibration?: CalibrationOptions | undefined;
}

/**
 * What is compared: float32, each method of choosing ranges, weights of 7 bits, and a first layer
 * in float32.
 *
 * @param firstLayer - the name of the first convolution
 */
export function variantsOf(firstLayer: string): Variant[] {
  return [
    { name: 'fp32' },
    ...calibrationMethods.map((method): Variant => {
      return { name: method, calibration: { method, weightBits: 8 } };
    }),
    { name: 'minmax-7-bits', calibration: { method: 'minmax', weightBits: 7 } },
    {
      name: 'minmax-first-layer-fp32',
      calibration: { method: 'minmax', weightBits: 8, floatLayers: [firstLayer] },
    },
  ];
}
