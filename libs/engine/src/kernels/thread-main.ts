import { workerData } from 'node:worker_threads';
import { serveCalls } from '@gender/core/node';
import type { TrainerCalls, TrainerThreadData } from '../trainer/trainer-calls.js';
import { trainerMember } from '../trainer/trainer-member.js';

const { head, member } = workerData as TrainerThreadData;
serveCalls<TrainerCalls>(await trainerMember(head, member), (rows) => (rows ? [rows.buffer] : []));
