"""Pictures to features with ONNX Runtime's Python package, from an .onnx file."""

from protocol import serve


def prepare(args):
    import numpy as np
    import onnxruntime
    from pictures import batches

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = args["threads"]
    session = onnxruntime.InferenceSession(args["model"], options, ["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def extract():
        return np.concatenate([session.run(None, {name: batch})[0] for batch in batches(args)])

    return extract


serve(prepare)
