/** What a `.keras` archive holds: a zip file of these three. */
export const CONFIG_FILE = 'config.json';
export const METADATA_FILE = 'metadata.json';
export const WEIGHTS_FILE = 'model.weights.h5';

/** The group of a weights file, and of a nested model's group, with those of the layers. */
export const LAYERS_GROUP = 'layers';

/** The group of a layer that holds its weights, named `0`, `1` and so on. */
export const VARIABLES_GROUP = 'vars';
