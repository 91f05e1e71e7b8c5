import { readOnnxGraph } from '@gender/onnx';
import type { CurrentModel, LoadedModel } from '../model/current-model.js';
import { find } from '../page/find.js';

/** The panel that says what the model's file says of itself. */
export function showAbout(panel: HTMLElement, current: CurrentModel): void {
  const list = find(panel, 'dl', HTMLDListElement);
  current.onChange((model) => {
    list.replaceChildren(...factsOf(model).flatMap(([term, fact]) => [cell('dt', term), cell('dd', fact)])); // prettier-ignore
  });
}

function cell(kind: 'dt' | 'dd', text: string): HTMLElement {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}

/** What the file says, in the words of a person. */
export function factsOf({ name, bytes, classifier }: LoadedModel): [term: string, fact: string][] {
  const { nodes, initializers, inputs } = readOnnxGraph(bytes, name);
  const { classes, preprocessing, temperature, faces } = classifier;
  const weights = initializers
    .filter(({ type }) => type === 'float')
    .reduce((sum, { shape }) => sum + shape.reduce((product, axis) => product * axis, 1), 0);
  const { mode, resampling, exif, height, width, keepAspect } = preprocessing;
  const [input] = inputs;
  return [
    ['File', `${name}, ${(bytes.length / 1e6).toFixed(2)} MB`],
    ['Classes', classes.join(', ')],
    ['Network', `${nodes.length} operators, ${weights.toLocaleString('en')} weights`],
    [
      'Input',
      input === undefined ? '–' : `(${input.shape.join(', ')}): pictures, rows, columns, channels`,
    ],
    [
      'How pictures are fed',
      `${modes[mode]}; resized to ${width}×${height} by ${resampling}${keepAspect ? ', aspect kept' : ''}; orientation tag: ${exif}`,
    ],
    [
      'Faces',
      faces === undefined
        ? 'pictures are taken whole: crop them as those that it was trained on'
        : `found in photos and cut out: ${faces.template}, ${faces.size}×${faces.size} pixels`,
    ],
    [
      'Calibration',
      temperature === undefined
        ? 'none: probabilities are as the network gives them'
        : `temperature ${temperature.toFixed(3)}, fitted on validation pictures`,
    ],
  ];
}

/** How values are normalised, by the names that files have for it. */
const modes: Readonly<Record<LoadedModel['classifier']['preprocessing']['mode'], string>> = {
  network: 'the mean of its backbone subtracted',
  rescale: 'values divided by 255',
  raw: 'values from 0 to 255',
};
