"""Pictures to features with PyTorch: the convolutions of VGG-Face with random weights."""

from protocol import serve


def prepare(args):
    import numpy as np
    import torch
    from pictures import batches

    torch.set_num_threads(args["threads"])
    layers, channels = [], 3
    for block in args["blocks"]:
        for filters in block:
            layers += [torch.nn.Conv2d(channels, filters, 3, padding=1), torch.nn.ReLU(inplace=True)]
            channels = filters
        layers.append(torch.nn.MaxPool2d(2))
    network = torch.nn.Sequential(*layers).eval()

    @torch.inference_mode()
    def extract():
        rows = []
        for batch in batches(args):
            pictures = torch.from_numpy(batch).permute(0, 3, 1, 2).contiguous()
            rows.append(network(pictures).permute(0, 2, 3, 1).numpy())
        return np.concatenate(rows)

    return extract


serve(prepare)
