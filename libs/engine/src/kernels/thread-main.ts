import { parentPort, workerData } from 'node:worker_threads';
import { joinHead, readParameter, writeParameter } from '@gender/kernels';
import type { TrainerReply, TrainerTask, TrainerThreadData } from './trainer-task.js';

const { head, member } = workerData as TrainerThreadData;
const part = await joinHead(head, member);

parentPort?.on('message', (task: TrainerTask) => {
  const reply = perform(task);
  parentPort?.postMessage(reply, reply.values ? [reply.values.buffer] : []);
});
parentPort?.postMessage({});

function perform(task: TrainerTask): TrainerReply {
  switch (task.kind) {
    case 'train':
      part.train(task.pictures);
      return {};
    case 'predict':
      part.predict(task.pictures);
      return {};
    case 'write':
      writeParameter(head, task.parameter, task.values, task);
      return {};
    case 'read':
      return { values: readParameter(head, task.parameter, task) };
  }
}
