import { projectConfig } from '../../vitest.base.js';

export default projectConfig('classifier', {
  // The build for pages does not start in Node; this one has the same WebAssembly.
  alias: { 'onnxruntime-web/wasm': 'onnxruntime-web' },
});
