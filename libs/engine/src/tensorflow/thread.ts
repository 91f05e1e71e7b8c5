import { required } from '@gender/core';
import { serveCalls } from '@gender/core/node';
import type { TensorFlow } from './api.js';
import type { TensorFlowCalls } from './calls.js';
import { TensorFlowGraph } from './graph.js';
import { TensorFlowHead } from './head.js';
import { loadTensorFlow } from './load-tensorflow.js';

let tf: TensorFlow | undefined;
let graph: TensorFlowGraph | undefined;
let head: TensorFlowHead | undefined;

const loaded = (): TensorFlow => required(tf, 'TensorFlow in its thread');
const preparedHead = (): TensorFlowHead => required(head, 'the head in its thread');

serveCalls<TensorFlowCalls>({
  load: (threads) => {
    tf = loadTensorFlow(threads);
  },
  prepareNetwork: (network, outputs) => {
    graph = new TensorFlowGraph(loaded(), network, outputs);
  },
  run: (input) => required(graph, 'the network in its thread').run(input),
  prepareHead: (trainable, settings) => {
    head = new TensorFlowHead(loaded(), trainable, settings);
  },
  train: (step, batch) => preparedHead().train(step, batch),
  predict: (features) => preparedHead().predict(features),
  readRows: (parameter, ...range) =>
    preparedHead()
      .variable(parameter)
      .readRows(...range),
  writeRows: (parameter, ...range) => {
    preparedHead()
      .variable(parameter)
      .writeRows(...range);
  },
});
