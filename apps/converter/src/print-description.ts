import { formatBytes, formatTable } from '@gender/cli';
import type {
  DescribedGraph,
  DescribedNetwork,
  DescribedNormalization,
  DescribedVariables,
  DescribedWeights,
  FeedingSource,
  FileDescription,
} from '@gender/formats';
import { classesText, column, grouped, shapeText } from './describe-cells.js';

/** What a file holds as text for people: a table, as Keras' `summary`, or MATLAB's `whos`. */
export function printDescription(description: FileDescription): string {
  switch (description.kind) {
    case 'network':
      return printNetwork(description);
    case 'graph':
      return printGraph(description);
    case 'weights':
      return printWeights(description);
    case 'variables':
      return printVariables(description);
  }
}

function printNetwork(network: DescribedNetwork): string {
  const { input, parameters, multiplyAdds, classes, temperature, normalization } = network;
  const size = input.anySize ? ', or any height and width' : '';
  const weights = column('parameters', network.layers, (layer) => layer.parameters);
  const work = column('multiply-adds', network.layers, (layer) => layer.multiplyAdds);
  const rows = network.layers.map((layer) => [
    layer.name,
    layer.type,
    shapeText(layer.outputShape),
    weights(layer),
    work(layer),
    layer.inputs.join(', '),
  ]);
  return [
    `${network.name} (${network.format}), input ${shapeText(input.shape)}${size}`,
    formatTable(['layer', 'type', 'output', 'parameters', 'multiply-adds', 'reads'], rows),
    `parameters     ${grouped(parameters)}`,
    `multiply-adds  ${grouped(multiplyAdds)} for one picture`,
    `classes        ${classesText(classes)}`,
    ...(temperature === undefined ? [] : [temperatureLine(temperature)]),
    `normalisation  ${normalizationText(normalization)}`,
    ...sourceLines(network),
  ].join('\n');
}

function printGraph({ name, format, inputs, outputs, ...graph }: DescribedGraph): string {
  const weights = column('parameters', graph.nodes, (node) => node.parameters);
  const rows = graph.nodes.map((node) => [
    node.name,
    node.type,
    weights(node),
    node.inputs.join(', '),
  ]);
  const values = (list: DescribedGraph['inputs']): string =>
    list.map((value) => `${value.name} ${shapeText(value.shape)}`).join(', ');
  return [
    `${name} (${format}), input ${values(inputs)}, output ${values(outputs)}`,
    formatTable(['node', 'operator', 'parameters', 'reads'], rows),
    `parameters     ${grouped(graph.parameters)} in ${graph.initializers.length} initializers`,
    `classes        ${classesText(graph.classes)}`,
    ...(graph.temperature === undefined ? [] : [temperatureLine(graph.temperature)]),
    `normalisation  ${normalizationText(graph.normalization)}`,
    ...sourceLines(graph),
    ...(graph.unsupported === undefined ? [] : [`not converted  ${graph.unsupported}`]),
  ].join('\n');
}

/** Where it is known from how pictures are fed. */
const sources: Readonly<Record<FeedingSource, string>> = {
  file: 'the file itself',
  'preprocessor_config.json': 'the preprocessor_config.json beside the file',
  package: 'the package that holds the network',
  caller: 'the flags',
};

function sourceLines({
  normalizationSource: source,
}: Pick<DescribedGraph, 'normalizationSource'>): string[] {
  return source === undefined ? [] : [`               as said by ${sources[source]}`];
}

function temperatureLine(temperature: number): string {
  return `temperature    ${temperature.toPrecision(5)}: calibrated where logits are divided by it`;
}

function printVariables({ format, version, variables }: DescribedVariables): string {
  const rows = variables.map(({ name, shape, bytes, className, complex, sparse, ...each }) => [
    name,
    shape.join('x'),
    bytes === undefined ? '' : formatBytes(bytes),
    className ?? each.class,
    [complex && 'complex', sparse && 'sparse'].filter(Boolean).join(', '),
  ]);
  const head = ['name', 'size', 'bytes', 'class', 'attributes'];
  return `${format}, version ${version}\n${formatTable(head, rows)}`;
}

function printWeights({ format, groups }: DescribedWeights): string {
  const rows = groups.flatMap(({ layer, weights }) =>
    weights.map(({ name, shape }) => [layer, name, shapeText(shape)]),
  );
  return `${format} of ${groups.length} layers\n${formatTable(['layer', 'weight', 'shape'], rows)}`;
}

function normalizationText(normalization: DescribedNormalization | undefined): string {
  if (normalization === undefined) return 'unknown';
  const { mean, scale, channelOrder, interpolation, keepAspect, border } = normalization;
  const { ignoreOrientation, alignment, faces } = normalization;
  const colour = mean.colour.map((value) => value.toFixed(1)).join(', ');
  const whole = mean.shape.length > 1 ? `a picture ${shapeText(mean.shape)} of mean ` : '';
  return [
    `less ${whole}(${colour})`,
    scale && `times (${scale.map((value) => value.toPrecision(4)).join(', ')})`,
    channelOrder === 'bgr' ? 'BGR' : 'RGB',
    'of pixels 0–255',
    interpolation,
    keepAspect && 'proportions kept',
    border && `border (${border.join(', ')})`,
    ignoreOrientation && 'orientation tags ignored',
    alignment && `faces aligned as ${alignment} does`,
    faces && `faces cut out of photos by ${faces.detector} to the frame ${faces.template}`,
  ]
    .filter(Boolean)
    .join(', ');
}
