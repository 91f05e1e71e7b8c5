// Writes the demo model and the networks that find faces, or the demo model as Keras' file: node … main.ts [demo.h5]
import { writeDemoKerasModel, writeDemoModel } from './demo-model.js';
import { writeFaceNetworks } from './face-networks.js';

const shipped = new URL('../../public/', import.meta.url);
const [kerasFile] = process.argv.slice(2);
if (kerasFile === undefined) {
  await writeDemoModel(new URL('demo.onnx', shipped));
  await writeFaceNetworks(shipped);
} else await writeDemoKerasModel(kerasFile);
