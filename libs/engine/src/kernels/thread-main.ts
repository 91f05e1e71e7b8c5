import { workerData } from 'node:worker_threads';
import { serveCalls } from '@gender/core/node';
import { joinHead, readParameter, writeParameter } from '@gender/kernels';
import type { TrainerCalls, TrainerThreadData } from './trainer-calls.js';

const { head, member } = workerData as TrainerThreadData;
const part = await joinHead(head, member);

serveCalls<TrainerCalls>(
  {
    join: () => undefined,
    train: (pictures) => {
      part.train(pictures);
    },
    predict: (pictures) => {
      part.predict(pictures);
    },
    read: (place, memory) => readParameter(head, place.parameter, { ...place, memory }),
    write: (place, values) => {
      writeParameter(head, place.parameter, values, place);
    },
  },
  (rows) => (rows ? [rows.buffer] : []),
);
