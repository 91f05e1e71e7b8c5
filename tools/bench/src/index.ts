export { vggFaceNet } from './vgg-face-mat.js';
