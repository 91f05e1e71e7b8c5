import { writeDemoModel } from './demo-model.js';

await writeDemoModel(new URL('../../public/demo.onnx', import.meta.url));
