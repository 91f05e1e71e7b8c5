// Writes the demo model: node … main.ts [demo.h5]
import { writeDemoKerasModel, writeDemoModel } from './demo-model.js';

const [kerasFile] = process.argv.slice(2);
if (kerasFile === undefined)
  await writeDemoModel(new URL('../../public/demo.onnx', import.meta.url));
else await writeDemoKerasModel(kerasFile);
