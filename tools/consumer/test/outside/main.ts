import { predict } from './predict.js';
import { train } from './train.js';

const [task, model = '', ...pictures] = process.argv.slice(2);
const result = task === 'train' ? await train() : await predict(model, pictures);
process.stdout.write(JSON.stringify(result));
