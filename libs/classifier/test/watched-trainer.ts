import { createTrainer, type CreateTrainer, type Trainer } from '@gender/engine';

/**
 * Makes trainers that do something before each batch, trained or evaluated.
 *
 * @param before - what they wait for
 */
export function watchedTrainer(before: () => Promise<void> | void): CreateTrainer {
  return async (head, options) => {
    const trainer = await createTrainer(head, options);
    const watched: Pick<Trainer, 'trainBatch' | 'predict'> = {
      trainBatch: async (...batch) => {
        await before();
        return trainer.trainBatch(...batch);
      },
      predict: async (features) => {
        await before();
        return trainer.predict(features);
      },
    };
    return new Proxy(trainer, {
      get: (target, key) => {
        if (key === 'trainBatch' || key === 'predict') return watched[key];
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, key, value) => Reflect.set(target, key, value, target),
    });
  };
}
