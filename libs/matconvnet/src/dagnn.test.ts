import { matRow, matStruct, matText, type MatInput } from '@gender/mat';
import { describe, expect, it } from 'vitest';
import { dagNet, listener, single, sourceOf, texts, type DagLayer } from '../test/mat-files.js';
import { importMatConvNet, type ImportMatConvNetOptions } from './import-matconvnet.js';
import { MatConvNetError } from './matconvnet-error.js';

const convolution: DagLayer = { name: 'conv', type: 'Conv', inputs: ['x'], params: ['f', 'b'] };
const params = { f: single([3, 3, 3, 2]), b: single([2, 1]) };
const relu = (name: string, input: string): DagLayer => ({ name, type: 'ReLU', inputs: [input] });

async function importDag(net: MatInput, options: ImportMatConvNetOptions = {}): Promise<unknown> {
  return importMatConvNet(await sourceOf({ net }), options);
}

describe('importMatConvNet on DagNN networks', () => {
  it('puts layers in an order in which they can be computed', async () => {
    const layers = [
      { name: 'sum', type: 'Sum', inputs: ['a', 'b'] },
      relu('b', 'a'),
      relu('a', 'conv'),
      convolution,
    ];
    expect(await importDag(dagNet(layers, params))).toMatchObject({
      layers: [
        { name: 'conv', inputs: ['input'] },
        { name: 'a', inputs: ['conv'] },
        { name: 'b', inputs: ['a'] },
        { name: 'sum', inputs: ['a', 'b'] },
      ],
      output: 'sum',
    });
  });

  it('leaves losses and what reads them out, and says so', async () => {
    const { logger, heard } = listener();
    const layers: DagLayer[] = [
      convolution,
      { name: 'objective', type: 'Loss', inputs: ['conv', 'label'] },
      { name: 'top5', type: 'Loss', inputs: ['conv', 'label'] },
      { name: 'total', type: 'Sum', inputs: ['objective', 'top5'] },
    ];
    const network = await importDag(dagNet(layers, params), { logger });
    expect(network).toMatchObject({ output: 'conv', layers: { length: 1 } });
    expect(heard).toEqual([
      'info: nets/small.mat: layer 2 ("objective", type "dagnn.Loss") serves training only and is left out',
      'info: nets/small.mat: layer 3 ("top5", type "dagnn.Loss") serves training only and is left out',
      'info: nets/small.mat: layer 4 ("total", type "dagnn.Sum") serves training only and is left out',
    ]);
  });

  it('keeps the last of several outputs and what it depends on', async () => {
    const { logger, heard } = listener();
    const layers = [convolution, relu('side', 'conv'), relu('main', 'conv')];
    const network = await importDag(dagNet(layers, params), { logger });
    expect(network).toMatchObject({ output: 'main', layers: [{ name: 'conv' }, { name: 'main' }] });
    expect(heard).toEqual(['warn: nets/small.mat: has 2 outputs; "main" is kept, "side" left out']);
  });

  it('keeps what one layer depends on', async () => {
    const layers = [convolution, relu('side', 'conv'), relu('main', 'conv')];
    expect(await importDag(dagNet(layers, params), { until: 'side' })).toMatchObject({
      output: 'side',
      layers: [{ name: 'conv' }, { name: 'side' }],
    });
  });

  it('takes blocks without fields, and without anything, for their defaults', async () => {
    const nothing = single([0, 0]);
    const layers = [
      { ...relu('a', 'x'), block: matStruct<MatInput>({}) },
      { ...relu('b', 'a'), block: nothing },
    ];
    expect(await importDag(dagNet(layers))).toMatchObject({
      layers: [{ negativeSlope: 0 }, { negativeSlope: 0 }],
    });
  });

  it('leaves biases out where the block has none', async () => {
    const layers = [{ ...convolution, block: { hasBias: matRow(0) } }];
    expect(await importDag(dagNet(layers, params))).toMatchObject({
      layers: [{ type: 'conv2d', bias: undefined }],
    });
  });

  it('gives layers names of their own, also one that is called like the input', async () => {
    expect(await importDag(dagNet([relu('input', 'x')]))).toMatchObject({ output: 'input_2' });
  });

  it('does not take a layer for the top that others read past', async () => {
    // A convolution of a 1 × 1 map whose result joins the map before it, as in a squeeze.
    const layers: DagLayer[] = [
      { name: 'pool', type: 'Pooling', inputs: ['x'], block: { poolSize: matRow(8, 8) } },
      { name: 'gate', type: 'Conv', inputs: ['pool'], params: ['g'] },
      { name: 'sum', type: 'Sum', inputs: ['gate', 'pool'] },
      { name: 'fc', type: 'Conv', inputs: ['sum'], params: ['h'] },
    ];
    const net = dagNet(layers, { g: single([1, 1, 3, 3]), h: single([1, 1, 3, 5]) });
    expect(await importDag(net, { includeTop: false })).toMatchObject({ output: 'sum' });
  });

  it.each<[string, DagLayer[], string, string]>([
    [
      'weights that are not there',
      [convolution],
      'MATCONVNET_FORMAT',
      'has weights "f" that are not',
    ],
    [
      'a circle',
      [relu('a', 'b'), relu('b', 'a')],
      'MATCONVNET_FORMAT',
      'depends on its own output',
    ],
    [
      'a variable written twice',
      [relu('a', 'x'), { ...relu('b', 'x'), outputs: ['a'] }],
      'MATCONVNET_FORMAT',
      'layers "a" and "b" both write the variable "a"',
    ],
    [
      'several inputs',
      [{ name: 'sum', type: 'Sum', inputs: ['x', 'y'] }],
      'MATCONVNET_UNSUPPORTED',
      'reads several inputs (x, y)',
    ],
    [
      'several outputs of one layer',
      [{ ...relu('a', 'x'), outputs: ['a', 'b'] }],
      'MATCONVNET_UNSUPPORTED',
      'writes 2 variables',
    ],
    [
      'a block of another type',
      [{ name: 'roi', type: 'ROIPooling', inputs: ['x'] }],
      'MATCONVNET_LAYER',
      'layer 1 ("roi", type "dagnn.ROIPooling") is of a type that is not imported here',
    ],
    [
      'a block that is no struct',
      [{ ...relu('a', 'x'), block: matText('object') }],
      'MATCONVNET_UNSUPPORTED',
      'net.saveobj()',
    ],
    ['no layers', [], 'MATCONVNET_FORMAT', 'has no layers'],
  ])('refuses %s', async (_, layers, code, words) => {
    const error: unknown = await importDag(dagNet(layers)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(MatConvNetError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) as unknown });
  });

  it('reads class names of each form', async () => {
    const classes = async (value: MatInput): Promise<unknown> => {
      const meta = matStruct<MatInput>({ classes: value, inputSize: matRow(8, 8, 3, 32) });
      return importDag(dagNet([convolution], params, { meta }));
    };
    const rows: MatInput = { kind: 'char', shape: [2, 3], rows: ['a  ', 'bcd'] };
    expect(await classes(texts('a', 'b'))).toMatchObject({ classes: ['a', 'b'] });
    expect(await classes(matStruct<MatInput>({ name: rows }))).toMatchObject({
      classes: ['a', 'bcd'],
      input: { shape: [8, 8, 3] },
    });
  });
});
