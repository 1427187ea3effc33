"""One step of `digits` in eager PyTorch, one thread. Packages: torch."""

import torch
from peers import images, measure, report


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    pixels, labels = images(100)
    inputs = torch.tensor(pixels, dtype=torch.float32).reshape(100, 1, 1, 28, 28) / 255 - 0.5
    targets = torch.tensor(labels).reshape(100, 1)
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 8, 3, bias=False), torch.nn.MaxPool2d(2), torch.nn.Flatten(),
        torch.nn.Linear(1352, 10))
    loss = torch.nn.CrossEntropyLoss()
    optimiser = torch.optim.SGD(net.parameters(), lr=0.005)

    def step(n):
        optimiser.zero_grad()
        loss(net(inputs[n % 100]), targets[n % 100]).backward()
        optimiser.step()

    report("PyTorch, eager, one thread", measure(step), "digits", 1)


if __name__ == "__main__":
    main()
