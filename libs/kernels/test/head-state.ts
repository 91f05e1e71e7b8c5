import {
  listParameters,
  readParameter,
  type Parameter,
  type ParameterPart,
  type SharedHead,
} from '../src/index.js';

/** Every parameter of a head and both its moments, copied. */
export function stateOf(head: SharedHead): {
  parameter: Parameter;
  part: ParameterPart;
  values: Float32Array<ArrayBuffer>;
  title: string;
}[] {
  return listParameters(head).flatMap((parameter) =>
    (['value', 'momentum', 'variance'] as const).map((part) => ({
      ...{ parameter, part, values: readParameter(head, parameter, { part }) },
      title: `${part} of ${JSON.stringify(parameter)}`,
    })),
  );
}
