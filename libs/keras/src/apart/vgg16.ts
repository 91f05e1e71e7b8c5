/** The convolutions of a block, and their filters as a multiple of those of the first. */
const blocks: readonly (readonly [convolutions: number, multiple: number])[] = [
  [2, 1],
  [2, 2],
  [3, 4],
  [3, 8],
  [3, 8],
];

const CONVOLUTIONS = blocks.reduce((sum, [count]) => sum + count, 0);
/** Of fc6 and fc7, as such a multiple. */
const HIDDEN_MULTIPLE = 64;
const FIRST_FILTERS = 64;

/**
 * VGG16, which VGG-Face is (Parkhi, Vedaldi & Zisserman 2015, table 3), as Keras' JSON describes a
 * model: for 224×224 pictures, its layers named as in the release of the authors.
 *
 * Files of its weights differ in what they hold, so the kernels decide: without more than the 13
 * convolutions there is no top; fc6 to fc8 are dense layers or convolutions; the filters of the
 * first convolution scale all others.
 *
 * @param kernels - the shapes of the first weight of each layer, in order
 */
export function vgg16(kernels: readonly (readonly number[])[]): object {
  const [first] = kernels;
  const width = first?.length === 4 ? first.at(-1) : FIRST_FILTERS;
  const filters = width === undefined || width === 0 ? FIRST_FILTERS : width;
  const convolutions = blocks.flatMap(([count, multiple], index) => [
    ...Array.from({ length: count }, (_, at) =>
      convolution(`conv${index + 1}_${at + 1}`, 3, filters * multiple, 'relu', 'same'),
    ),
    layer('MaxPooling2D', { name: `pool${index + 1}`, pool_size: [2, 2], strides: [2, 2] }),
  ]);
  const top = kernels.slice(CONVOLUTIONS);
  const input = { name: 'input', batch_input_shape: [null, 224, 224, 3] };
  return layer('Sequential', {
    name: 'vgg16',
    layers: [
      layer('InputLayer', input),
      ...convolutions,
      ...(top.length === 0 ? [] : topOf(top, filters * HIDDEN_MULTIPLE)),
    ],
  });
}

/** The fully connected layers, as dense ones or as convolutions. */
function topOf([fc6, , fc8]: readonly (readonly number[])[], hidden: number): object[] {
  const classes = fc8?.at(-1);
  const named = [
    ['fc6', hidden, 'relu'],
    ['fc7', hidden, 'relu'],
    ['fc8', classes === undefined ? hidden : classes, 'softmax'],
  ] as const;
  if (fc6?.length === 4) {
    const layers = named.map(([name, units, activation], index) =>
      convolution(name, index === 0 ? 7 : 1, units, activation, 'valid'),
    );
    return [...layers, layer('Flatten', { name: 'flatten' })];
  }
  const dense = named.map(([name, units, activation]) =>
    layer('Dense', { name, units, activation }),
  );
  return [layer('Flatten', { name: 'flatten' }), ...dense];
}

function convolution(
  name: string,
  size: number,
  filters: number,
  activation: string,
  padding: string,
): object {
  const kernel = { kernel_size: [size, size], filters, strides: [1, 1], padding };
  return layer('Conv2D', { name, ...kernel, activation });
}

function layer(className: string, config: object): object {
  return { class_name: className, config };
}
