"""The networks of `export.py`: the blocks that face networks are made of, small, and whole architectures of torchvision; weights are random."""

import torch
import torchvision.models as zoo
from torch import nn
from torch.nn import functional as F


def conv_bn(inputs, outputs, kernel=3, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)
    )


class Residual(nn.Module):
    """ResNet: a basic block with a projection, a max-pool before, global pooling and a classifier behind."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(conv_bn(3, 8, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.body = nn.Sequential(conv_bn(8, 12, 3, 2), nn.ReLU(), conv_bn(12, 12))
        self.shortcut = conv_bn(8, 12, 1, 2)
        self.fc = nn.Linear(12, 5)

    def forward(self, x):
        x = self.stem(x)
        x = torch.relu(self.body(x) + self.shortcut(x))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class SqueezeExcite(nn.Module):
    """MobileNet V3 and EfficientNet: inverted residuals with squeeze and excitation, hard-swish, SiLU, ReLU6."""

    def __init__(self, functional):
        super().__init__()
        self.stem = conv_bn(3, 8, 3, 2)
        self.expand, self.depthwise = conv_bn(8, 16, 1), conv_bn(16, 16, 5, groups=16)
        self.squeeze, self.excite = nn.Conv2d(16, 4, 1), nn.Conv2d(4, 16, 1)
        self.project = conv_bn(16, 8, 1)
        self.fc = nn.Linear(8, 6)
        self.functional = functional

    def hard_swish(self, x):
        return x * F.relu6(x + 3) / 6 if self.functional else F.hardswish(x)

    def hard_sigmoid(self, x):
        return F.relu6(x + 3) / 6 if self.functional else F.hardsigmoid(x)

    def forward(self, x):
        x = F.relu6(self.stem(x))
        y = self.hard_swish(self.depthwise(F.silu(self.expand(x))))
        weights = self.excite(F.relu(self.squeeze(y.mean((2, 3), keepdim=True))))
        x = x + self.project(y * self.hard_sigmoid(weights))
        return F.softmax(self.fc(x.mean([2, 3])), dim=1)


class Dense(nn.Module):
    """DenseNet: normalisation first, concatenation, a transition with an average pool."""

    def __init__(self):
        super().__init__()
        self.first, self.second = (nn.Sequential(nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, 4, 3, padding=1, bias=False)) for c in (6, 10))
        self.stem = nn.Conv2d(3, 6, 3, 2, 1)
        self.transition = nn.Sequential(nn.BatchNorm2d(14), nn.ReLU(), nn.Conv2d(14, 7, 1), nn.AvgPool2d(2, 2))

    def forward(self, x):
        x = self.stem(x)
        x = torch.cat([x, self.first(x)], 1)
        x = torch.cat([x, self.second(x)], 1)
        return F.adaptive_avg_pool2d(self.transition(x), (1, 1)).view(x.size(0), -1)


class Fire(nn.Module):
    """SqueezeNet: pools that round up, two widths side by side, a convolution as the classifier, dropout."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 6, 3, 2)
        self.squeeze, self.left, self.right = nn.Conv2d(6, 4, 1), nn.Conv2d(4, 5, 1), nn.Conv2d(4, 5, 3, padding=1)
        self.classifier = nn.Sequential(nn.Dropout(), nn.Conv2d(10, 4, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.pool = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.mean = nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=True)

    def forward(self, x):
        x = self.squeeze(self.pool(F.relu(self.stem(x))))
        x = torch.cat([F.relu(self.left(x)), F.relu(self.right(x))], 1)
        return torch.flatten(self.classifier(self.mean(x)), 1)


class IResidual(nn.Module):
    """ArcFace's iResNet: normalisation before and behind, PReLU, a dense layer over the whole map, features of unit length."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(conv_bn(3, 6), nn.PReLU(6))
        self.block = nn.Sequential(nn.BatchNorm2d(6), nn.Conv2d(6, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.PReLU(8), conv_bn(8, 8, 3, 2))
        self.shortcut = conv_bn(6, 8, 1, 2)
        self.norm, self.drop = nn.BatchNorm2d(8), nn.Dropout(0.4)
        self.fc, self.features = nn.Linear(8 * 8 * 6, 16), nn.BatchNorm1d(16)

    def forward(self, x):
        x = self.stem(x)
        x = self.norm(self.block(x) + self.shortcut(x))
        return F.normalize(self.features(self.fc(self.drop(torch.flatten(x, 1)))))


class Functions(nn.Module):
    """Activations and normalisations that exporters write as formulas, resizing, transposed convolution, padding, slices."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, 2, 1)
        self.up = nn.ConvTranspose2d(8, 4, 4, 2, 1)
        self.instance, self.layer = nn.InstanceNorm2d(8, affine=True), nn.LayerNorm(8)
        self.group = nn.GroupNorm(2, 8)
        self.inner = nn.Linear(8, 8)

    def forward(self, x):
        x = (x - torch.tensor([0.1, -0.2, 0.3]).view(1, 3, 1, 1)) / torch.tensor([0.5, 0.6, 0.7]).view(1, 3, 1, 1)
        x = self.stem(F.pad(x, (1, 2, 0, 1)))
        y = self.layer(x.permute(0, 2, 3, 1))
        x = x + self.inner(F.gelu(y)).permute(0, 3, 1, 2) + F.gelu(x, approximate="tanh")
        x = F.elu(self.instance(x), 0.7) - F.leaky_relu(self.group(x), 0.2) * torch.tanh(x)
        x = F.interpolate(x, scale_factor=2, mode="nearest") + F.mish(F.interpolate(x, scale_factor=2, mode="bilinear"))
        x = torch.sigmoid(self.up(x)[:, :, 1:-1, 2:]).transpose(1, 2)
        return torch.exp(1 - 2 * x).clamp(max=2).reshape(x.shape[0], -1, 4).mean(1)


class IResNet18(nn.Module):
    """iResNet-18 (Duta and others 2020) with the layers of ArcFace's published code: 112 × 112 to 512 features."""

    def __init__(self):
        super().__init__()
        widths, self.blocks, inputs = [64, 128, 256, 512], nn.ModuleList(), 64
        self.stem = nn.Sequential(conv_bn(3, 64), nn.PReLU(64))
        for width in widths:
            for stride in (2, 1):
                body = nn.Sequential(
                    nn.BatchNorm2d(inputs), nn.Conv2d(inputs, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.PReLU(width), conv_bn(width, width, 3, stride)
                )
                self.blocks.append(nn.ModuleList([body, conv_bn(inputs, width, 1, stride) if stride == 2 else nn.Identity()]))
                inputs = width
        self.norm, self.drop = nn.BatchNorm2d(512), nn.Dropout(0.4)
        self.fc, self.features = nn.Linear(512 * 7 * 7, 512), nn.BatchNorm1d(512)

    def forward(self, x):
        x = self.stem(x)
        for body, shortcut in self.blocks:
            x = body(x) + shortcut(x)
        return self.features(self.fc(self.drop(torch.flatten(self.norm(x), 1))))


# All of one size, so that tests can join them into one network.
SIZE = (3, 16, 12)

BLOCKS = {
    "residual": (Residual, SIZE),
    "squeeze_excite": (lambda: SqueezeExcite(False), SIZE),
    "squeeze_excite_formula": (lambda: SqueezeExcite(True), SIZE),
    "dense": (Dense, SIZE),
    "fire": (Fire, SIZE),
    "iresidual": (IResidual, SIZE),
    "functions": (Functions, SIZE),
}

ARCHITECTURES = {
    "resnet18": (zoo.resnet18, (3, 224, 224)),
    "resnet50": (zoo.resnet50, (3, 224, 224)),
    "mobilenet_v2": (zoo.mobilenet_v2, (3, 224, 224)),
    "mobilenet_v3_large": (zoo.mobilenet_v3_large, (3, 224, 224)),
    "mobilenet_v3_small": (zoo.mobilenet_v3_small, (3, 224, 224)),
    "efficientnet_b0": (zoo.efficientnet_b0, (3, 224, 224)),
    "densenet121": (zoo.densenet121, (3, 224, 224)),
    "squeezenet1_1": (zoo.squeezenet1_1, (3, 224, 224)),
    "iresnet18": (IResNet18, (3, 112, 112)),
    "convnext_tiny": (zoo.convnext_tiny, (3, 224, 224)),
    "shufflenet_v2": (zoo.shufflenet_v2_x1_0, (3, 224, 224)),
}


def randomise(model):
    """Weights that keep activations near one, and statistics of batch normalisation that are not 0 and 1."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
        if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d)):
            nn.init.normal_(module.running_mean, 0, 0.3)
            nn.init.uniform_(module.running_var, 0.8, 1.6)
        if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d, nn.InstanceNorm2d, nn.LayerNorm, nn.GroupNorm)) and module.weight is not None:
            nn.init.uniform_(module.weight, 0.6, 1.1)
            nn.init.normal_(module.bias, 0, 0.2)
    return model.eval()
