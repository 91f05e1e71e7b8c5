import { WebFaceFinder, type FindsFaces } from '@gender/classifier/browser';

let loading: Promise<WebFaceFinder> | undefined;

/** Finds faces with the networks that the page is shipped with, which are loaded for the first photo. */
export const faceFinder: FindsFaces = {
  find: async (photo) => {
    loading ??= WebFaceFinder.load({
      detector: './face-detector.onnx',
      landmarks: './face-landmarks.onnx',
    });
    try {
      return await (await loading).find(photo);
    } catch (cause) {
      loading = undefined;
      throw cause;
    }
  },
};
