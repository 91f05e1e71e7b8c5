/** How a model is compiled in Keras, so that `evaluate` works; the state of the optimiser is not kept. */
export interface KerasTraining {
  /** The step size of Adam, whose other options are Keras' defaults. */
  readonly learningRate: number;
  /** As Keras names it: `categorical_crossentropy`. */
  readonly loss: string;
  /** As Keras names them: `accuracy`. */
  readonly metrics: readonly string[];
}

/** The part of Adam's configuration that tf.keras 1.14–2.15 and Keras 3 all know. */
function adam(learningRate: number): object {
  return {
    name: 'Adam',
    learning_rate: learningRate,
    beta_1: 0.9,
    beta_2: 0.999,
    epsilon: 1e-7,
    amsgrad: false,
  };
}

function lossAndMetrics({ loss, metrics }: KerasTraining): object {
  return { loss, metrics, weighted_metrics: null, loss_weights: null };
}

/** What the attribute `training_config` of an HDF5 file says. */
export function trainingConfig(training: KerasTraining): object {
  const optimizer = { class_name: 'Adam', config: adam(training.learningRate) };
  return { optimizer_config: optimizer, ...lossAndMetrics(training), sample_weight_mode: null };
}

/** What `compile_config` in the configuration of an archive says. */
export function compileConfig(training: KerasTraining): object {
  const optimizer = {
    module: 'keras.optimizers',
    class_name: 'Adam',
    config: adam(training.learningRate),
    registered_name: null,
  };
  return { optimizer, ...lossAndMetrics(training) };
}
