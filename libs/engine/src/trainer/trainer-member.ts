import { joinHead, readParameter, writeParameter, type SharedHead } from '@gender/kernels';
import type { TrainerCalls } from './trainer-calls.js';

/**
 * Makes the calling thread one of those that train a head.
 *
 * @param member - which of the head's threads it is, from 0
 */
export async function trainerMember(head: SharedHead, member: number): Promise<TrainerCalls> {
  const part = await joinHead(head, member);
  return {
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
  };
}
