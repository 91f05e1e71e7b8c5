"""Trains the demo's backbone to tell synthetic people apart and writes it as a MatConvNet file.

The pictures are drawn beforehand by tools/demo; the commands are in README.md beside this file.
Needs numpy, scipy, pillow and torch. One thread, one seed: the same machine gives the same file.
"""

import argparse
import hashlib
import json
import pathlib
import re

import numpy as np
import scipy.io
import torch
from PIL import Image
from torch import nn

SIZE = 96
BLOCKS = ((8, 8), (16, 16), (32, 32, 32), (64, 64, 64), (64, 64, 64))
FC_WIDTH = 64
DROPOUT = 0.1
SHIFT = 3
HELD_BACK = 2


def load(folders):
    """Pictures (N, 3, SIZE, SIZE) uint8, identities (N,), and whether each is held back."""
    pictures, people, held_back = [], [], []
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.jpg"), key=lambda p: p.name):
            person, number = re.fullmatch(r"person(\d+)_(\d+)\.jpg", path.name).groups()
            image = Image.open(path).convert("RGB").resize((SIZE, SIZE), Image.NEAREST)
            pictures.append(np.asarray(image).transpose(2, 0, 1))
            people.append((str(folder), person))
            held_back.append(int(number) <= HELD_BACK)
    names = sorted(set(people))
    identities = np.array([names.index(person) for person in people])
    return torch.from_numpy(np.stack(pictures)), torch.from_numpy(identities), torch.tensor(held_back)


class Backbone(nn.Module):
    """VGG-Face at an eighth of its width; batch normalisation only while it trains."""

    def __init__(self, identities):
        super().__init__()
        layers, channels = [], 3
        for block in BLOCKS:
            for width in block:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU()]
                channels = width
            layers.append(nn.MaxPool2d(2))
        side = SIZE // 2 ** len(BLOCKS)
        self.convolutions = nn.Sequential(*layers)
        self.fc6 = nn.Conv2d(channels, FC_WIDTH, side)
        self.fc7 = nn.Conv2d(FC_WIDTH, FC_WIDTH, 1)
        self.fc8 = nn.Conv2d(FC_WIDTH, identities, 1)
        self.norms = nn.ModuleList([nn.BatchNorm2d(FC_WIDTH), nn.BatchNorm2d(FC_WIDTH)])
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x):
        x = self.convolutions(x)
        x = self.dropout(torch.relu(self.norms[0](self.fc6(x))))
        x = self.dropout(torch.relu(self.norms[1](self.fc7(x))))
        return self.fc8(x).flatten(1)

    def folded(self):
        """Weights and biases, in order, with the batch normalisation folded into them."""
        modules = list(self.convolutions)
        pairs = [(m, modules[i + 1]) for i, m in enumerate(modules) if isinstance(m, nn.Conv2d)]
        pairs += [(self.fc6, self.norms[0]), (self.fc7, self.norms[1]), (self.fc8, None)]
        return [fold(conv, norm) for conv, norm in pairs]


def fold(conv, norm):
    weight, bias = conv.weight.detach().double(), conv.bias.detach().double()
    if norm is not None:
        gain = norm.weight.detach().double() / torch.sqrt(norm.running_var.double() + norm.eps)
        weight = weight * gain[:, None, None, None]
        bias = (bias - norm.running_mean.double()) * gain + norm.bias.detach().double()
    return weight.float().numpy(), bias.float().numpy()


def shifted(pictures, generator):
    """Each picture moved by up to SHIFT pixels, its borders repeated, and a little lighter or darker."""
    padded = nn.functional.pad(pictures, [SHIFT] * 4, mode="replicate")
    moves = torch.randint(0, 2 * SHIFT + 1, (len(pictures), 2), generator=generator)
    moved = torch.stack([p[:, y : y + SIZE, x : x + SIZE] for p, (y, x) in zip(padded, moves.tolist())])
    gain = 1 + 0.1 * torch.randn((len(pictures), 3, 1, 1), generator=generator)
    return (moved * gain).clamp(0, 255)


def accuracy(model, pictures, identities, mean):
    model.eval()
    with torch.no_grad():
        hits = [
            (model(x.float() - mean).argmax(1) == y).sum().item()
            for x, y in zip(pictures.split(200), identities.split(200))
        ]
    return sum(hits) / len(pictures)


def train(model, pictures, identities, mean, epochs, batch, generator, report):
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.02)
    steps = len(pictures) // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, epochs * steps, pct_start=0.2)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.1)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for rows in torch.randperm(len(pictures), generator=generator)[: steps * batch].split(batch):
            x = shifted(pictures[rows].float(), generator) - mean
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model(x.contiguous(memory_format=torch.channels_last))
            loss = loss_of(scores.float(), identities[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        report(epoch + 1, total / steps)


def cell(items):
    array = np.empty((len(items), 1), dtype=object)
    array[:, 0] = items
    return array


def row(items):
    return cell(items).T


def matconvnet(weights, mean, identities):
    """The network as the Oxford download stores it: `net.layers`, `net.classes`, `net.normalization`."""
    layers, parameters = [], iter(weights)

    def conv(name, pad):
        weight, bias = next(parameters)
        pair = row([np.ascontiguousarray(weight.transpose(2, 3, 1, 0)), bias[:, None]])
        layers.append(dict(type="conv", name=name, weights=pair, stride=[1.0, 1.0], pad=[float(pad)] * 4))

    for block, widths in enumerate(BLOCKS, 1):
        for index in range(1, len(widths) + 1):
            conv(f"conv{block}_{index}", 1)
            layers.append(dict(type="relu", name=f"relu{block}_{index}"))
        layers.append(
            dict(type="pool", name=f"pool{block}", method="max", pool=[2.0, 2.0], stride=[2.0, 2.0], pad=[0.0] * 4)
        )
    for index in (6, 7):
        conv(f"fc{index}", 0)
        layers.append(dict(type="relu", name=f"relu{index}"))
        layers.append(dict(type="dropout", name=f"dropout{index}", rate=DROPOUT))
    conv("fc8", 0)
    layers.append(dict(type="softmax", name="prob"))
    names = cell([f"Drawn_person_{index + 1}" for index in range(identities)])
    return dict(
        normalization=dict(
            imageSize=[float(SIZE), float(SIZE), 3.0],
            interpolation="nearest",
            keepAspect=1.0,
            averageImage=mean.numpy().reshape(1, 1, 3).astype(np.float32),
        ),
        layers=row(layers),
        classes=dict(name=names, description=names),
    )


def save(path, net):
    scipy.io.savemat(path, dict(net=net), do_compression=True)
    data = bytearray(pathlib.Path(path).read_bytes())
    # SciPy writes the time into the header's free text; a fixed text keeps equal runs equal.
    data[:116] = b"MATLAB 5.0 MAT-file, backbone of the demo".ljust(116)
    pathlib.Path(path).write_bytes(data)
    return dict(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", nargs="+", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--epochs", type=int, default=18)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    pictures, identities, held_back = load(options.pictures)
    count = int(identities.max()) + 1
    seen = ~held_back
    mean = pictures[seen].double().mean((0, 2, 3)).float()[:, None, None]
    model = Backbone(count).to(memory_format=torch.channels_last)

    def report(epoch, loss):
        score = accuracy(model, pictures[held_back], identities[held_back], mean)
        print(json.dumps(dict(epoch=epoch, loss=round(loss, 4), heldBackAccuracy=round(score, 4))), flush=True)

    train(model, pictures[seen], identities[seen], mean, options.epochs, options.batch, generator, report)
    model.eval()
    print(json.dumps(save(options.output, matconvnet(model.folded(), mean, count))))


main()
