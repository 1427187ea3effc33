"""One batch of `lenet` in eager PyTorch, on all cores. Packages: torch."""

import torch
from peers import images, measure, report

BATCH = 128


def main():
    torch.manual_seed(1)
    pixels, labels = images(BATCH * 4)
    raw = torch.tensor(pixels, dtype=torch.float32).reshape(-1, 1, 28, 28)
    padded = torch.nn.functional.pad(raw, (2, 2, 2, 2))
    inputs = ((padded / 255 - 0.1307) / 0.3081).split(BATCH)
    targets = torch.tensor(labels).split(BATCH)
    layers = []
    for channels, filters in [(1, 6), (6, 16), (16, 120)]:
        layers += [torch.nn.Conv2d(channels, filters, 5), torch.nn.BatchNorm2d(filters),
                   torch.nn.ReLU()]
        if filters < 120:
            layers.append(torch.nn.MaxPool2d(2))
    net = torch.nn.Sequential(
        *layers, torch.nn.Flatten(), torch.nn.Linear(120, 84), torch.nn.ReLU(),
        torch.nn.Dropout(0.1), torch.nn.Linear(84, 10))
    loss = torch.nn.CrossEntropyLoss()
    optimiser = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=4e-4)

    def step(n):
        optimiser.zero_grad()
        loss(net(inputs[n % 4]), targets[n % 4]).backward()
        optimiser.step()

    report(f"PyTorch, {torch.get_num_threads()} threads", measure(step), "lenet", BATCH)


if __name__ == "__main__":
    main()
