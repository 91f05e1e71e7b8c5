export { ClassifierError } from './classifier-error.js';
export { createHead, outlineHead } from './head/create-head.js';
export { fitHead, fitHeadUntil } from './training/fit-head.js';
export { readHistory } from './training/history.js';
export { GenderClassifier } from './model/gender-classifier.js';
export { initialRows } from './head/initial-weights.js';
export { faceTreatments, openCut } from './model/open-cut.js';
export { servingQuantization } from './model/serving-quantization.js';
export { extractTrainingFeatures } from './training-features.js';
export { trainClassifier } from './train-classifier.js';
export { listRuns } from './runs/list-runs.js';
export { runRecordSchema } from './runs/run-record.js';
export { readTrainingConfig } from './read-training-config.js';
export {
  completeConfig,
  defaultTraining,
  trainingConfigSchema,
  trainingOptions,
} from './training-config.js';
export { epochResultSchema } from './training/training-state.js';
export { recognisePictures } from './recognise/recognise-pictures.js';
export { requireTemperature } from './predict/classified.js';
export { cutFaces } from './predict/cut-faces.js';
export { wholePictures } from './predict/predict-pictures.js';
export { PictureError } from './predict/picture-error.js';
export { openTransferModel } from './model/open-transfer-model.js';
export { writeOnnxTransferModel } from './model/onnx-transfer-model.js';
export { readTransferModel, wholeNetwork, writeTransferModel } from './model/transfer-model.js';
export type { HeadOptions, HeadOutlineOptions } from './head/create-head.js';
export type { FitHeadOptions, FitProgress, FittedHead } from './training/fit-head.js';
export type { LoadOptions, Pictures, PredictOptions } from './model/gender-classifier.js';
export type { FaceTreatment, LoadedCut } from './model/open-cut.js';
export type { ModelMeaning, StatedPreprocessing } from './model/model-meaning.js';
export type { ModelSource } from './model/model-source.js';
export type { PicturePlace } from './predict/picture-error.js';
export type { PictureInput } from './predict/picture-input.js';
export type { Pixels } from './predict/pixels.js';
export type { FailedPrediction, PredictedItem, Prediction } from './predict/predict-pictures.js';
export type { PrecisionChoice } from './model/serving-quantization.js';
export type { TrainingFeatures, TrainingFeaturesOptions } from './training-features.js';
export type { TrainClassifierOptions, TrainedClassifier } from './train-classifier.js';
export type { CompleteTrainingConfig, TrainingConfig, TrainingOption } from './training-config.js';
export type { BestEpoch, EpochResult, StopReason } from './training/training-state.js';
export type { StorePredictions } from './training/validate-head.js';
export type { FoundRun } from './runs/list-runs.js';
export { readRunRecord } from './runs/run-record.js';
export type { RunRecord } from './runs/run-record.js';
export type { RankedClass } from './recognise/rank-classes.js';
export type { Recognition, RecognisePicturesOptions } from './recognise/recognise-pictures.js';
export type { OpenTransferModel } from './model/open-transfer-model.js';
export type { OnnxTransferModel } from './model/onnx-transfer-model.js';
export type {
  ReadTransferModelOptions,
  TransferModel,
  WriteTransferModelOptions,
} from './model/transfer-model.js';
