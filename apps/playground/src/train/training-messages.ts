import type { EpochResult, TrainedHead, TrainHeadOptions } from '@gender/classifier/browser';

/** What the training worker is asked, once. */
export type TrainingRequest = Omit<TrainHeadOptions, 'onEpoch'>;

/** What it answers: every epoch, then the trained head or why there is none. */
export type TrainingReply =
  | { readonly kind: 'epoch'; readonly epoch: EpochResult }
  | { readonly kind: 'trained'; readonly trained: TrainedHead }
  | { readonly kind: 'failed'; readonly message: string };
