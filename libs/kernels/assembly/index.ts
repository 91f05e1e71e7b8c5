export { normalize } from './normalize';
export { forward } from './forward';
export { softmax, crossEntropy } from './softmax';
export { gatherGradients } from './gradients';
export { sweep, sweepNormalized } from './sweep';
