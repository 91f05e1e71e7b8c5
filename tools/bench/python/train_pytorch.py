"""Steps of Adam on the head with PyTorch; "fused" takes its fused optimiser."""

from protocol import serve


def prepare(args):
    import torch
    from torch import nn

    torch.set_num_threads(args["threads"])
    torch.manual_seed(0)
    height, width, channels = args["features"]
    first, second = args["units"]
    head = nn.Sequential(
        nn.LayerNorm(channels, eps=1e-3),
        nn.Flatten(),
        nn.Linear(height * width * channels, first),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(first, second),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(second, 2),
    ).train()
    options = {"fused": True} if args["fused"] else {}
    optimizer = torch.optim.Adam(head.parameters(), lr=1e-4, eps=1e-7, **options)
    loss_of = nn.CrossEntropyLoss()
    pictures = torch.randn(args["batch"], height, width, channels).relu_()
    labels = torch.arange(args["batch"]) % 2

    def train():
        for _ in range(args["steps"]):
            optimizer.zero_grad()
            loss = loss_of(head(pictures), labels)
            loss.backward()
            optimizer.step()
            loss.item()

    return train


serve(prepare)
