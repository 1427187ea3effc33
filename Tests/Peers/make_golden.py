"""Expected values of the golden suites, computed in float64 by PyTorch's autograd.

    python3 Tests/Peers/make_golden.py            writes small-lenet and small-cifar-kernels
    python3 Tests/Peers/make_golden.py --check    computes every file's values from its inputs

Packages: torch, numpy, safetensors. Nothing of Backstep runs here.
"""

import gzip
import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Tests/ConvNetTests/Golden"
F64 = torch.float64


# The two networks trained on minibatches, with fewer filters and outputs than their presets.

LENET = {
    "batch": "4", "learning_rate": "0.1", "momentum": "0.9", "dropout": "off",
    "input": "zero-pad 2, /255, (x - 0.1307)/0.3081; digits of the bundled sample",
    "batch_norm": "eps 1e-8, biased variance, running = 0.9*old + 0.1*batch, "
                  "first batch initialises",
    "weight_decay": "4e-4: w *= 1 - 4e-4 before the step, weights and biases of conv and dense "
                    "layers, not batch norm",
}
CIFAR = {
    "batch": "2", "learning_rate": "0.01", "momentum": "0.9",
    "input": "pixel/255 - 0.5; synthetic pixels from a seed",
    "note": "pool 1 is 2x2 stride 2, pool 2 is 2x2 stride 1 (overlapping windows add up their "
            "gradients); mean loss over the batch",
}


def digits(count):
    """The first digits of the bundled sample, and their labels."""
    folder = ROOT / "Sources/CEmbedded/data"
    pixels = gzip.decompress((folder / "train-images-idx3-ubyte.gz").read_bytes())[16:]
    labels = gzip.decompress((folder / "train-labels-idx1-ubyte.gz").read_bytes())[8:]
    images = torch.tensor(list(pixels[:count * 784]), dtype=torch.uint8)
    return images.reshape(count, 28, 28), torch.tensor(list(labels[:count]), dtype=torch.uint8)


def normal(*shape, divisor=1.0):
    return torch.randn(*shape, dtype=F64) / divisor


def lenet_inputs():
    torch.manual_seed(16)
    inputs = {}
    inputs["images"], inputs["labels"] = digits(8)
    for n, (channels, filters) in enumerate([(1, 2), (2, 3), (3, 4)], 1):
        fan = channels * 25
        inputs[f"conv{n}.weight"] = normal(filters, channels, 5, 5, divisor=(fan / 2) ** 0.5)
        inputs[f"conv{n}.bias"] = normal(filters, divisor=10)
        inputs[f"bn{n}.weight"] = 1 + normal(filters, divisor=10)
        inputs[f"bn{n}.bias"] = normal(filters, divisor=10)
    for n, (ins, outs) in enumerate([(4, 5), (5, 10)], 1):
        inputs[f"fc{n}.weight"] = normal(outs, ins, divisor=(ins / 2) ** 0.5)
        inputs[f"fc{n}.bias"] = normal(outs, divisor=10)
    return inputs


def cifar_inputs():
    torch.manual_seed(17)
    line = torch.tensor([1, 4, 6, 4, 1], dtype=F64)
    blur = torch.outer(line, line) / 256
    sharpen = torch.tensor([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], dtype=F64)
    inputs = {
        "images": torch.randint(0, 256, (4, 3, 32, 32), dtype=torch.uint8),
        "labels": torch.randint(0, 10, (4,), dtype=torch.uint8),
        "conv1.weight": blur.expand(1, 3, 5, 5).clone(),
        "conv2.weight": sharpen.reshape(1, 1, 3, 3).clone(),
    }
    for n, (ins, outs) in enumerate([(121, 6), (6, 10)], 1):
        for name, shape in [("weight", (outs, ins)), ("bias", (outs,))]:
            inputs[f"fc{n}.{name}"] = (2 * torch.rand(*shape, dtype=F64) - 1) / ins ** 0.5
    return inputs


# The networks, as in a textbook. `p` holds the parameters.

def lenet(p, images):
    x = F.pad(images.to(F64).unsqueeze(1), (2, 2, 2, 2)) / 255
    x = (x - 0.1307) / 0.3081
    seen, moments = {}, {}
    for n in [1, 2, 3]:
        x = F.conv2d(x, p[f"conv{n}.weight"], p[f"conv{n}.bias"])
        mean = x.mean((0, 2, 3), keepdim=True)
        variance = ((x - mean) ** 2).mean((0, 2, 3), keepdim=True)
        moments[f"bn{n}"] = (mean.detach().flatten(), variance.detach().flatten())
        x = (x - mean) / (variance + 1e-8).sqrt()
        x = x * p[f"bn{n}.weight"].reshape(-1, 1, 1) + p[f"bn{n}.bias"].reshape(-1, 1, 1)
        x = x.relu()
        if n < 3:
            x = F.max_pool2d(x, 2)
        seen[f"block{n}.out"] = x
    x = F.linear(x.flatten(1), p["fc1.weight"], p["fc1.bias"]).relu()
    seen["logits"] = F.linear(x, p["fc2.weight"], p["fc2.bias"])
    return seen, moments


def cifar(p, images):
    x = images.to(F64) / 255 - 0.5
    seen = {}
    x = seen["conv1.out"] = F.conv2d(x, p["conv1.weight"])
    x = seen["pool1.out"] = F.max_pool2d(x.relu(), 2)
    x = seen["conv2.out"] = F.conv2d(x, p["conv2.weight"])
    x = seen["pool2.out"] = F.max_pool2d(x.relu(), 2, stride=1)
    x = F.linear(x.flatten(1), p["fc1.weight"], p["fc1.bias"]).relu()
    seen["logits"] = F.linear(x, p["fc2.weight"], p["fc2.bias"])
    return seen, {}


def batches(network, inputs, size, rate, decay):
    """Two updates with momentum: the first pass and its gradients, the parameters after each."""
    names = [n for n in inputs if n not in ("images", "labels")]
    p = {n: inputs[n].clone().requires_grad_() for n in names}
    velocity = {n: torch.zeros_like(p[n]) for n in names}
    running, expected = {}, {}
    for step in [1, 2]:
        part = slice((step - 1) * size, step * size)
        seen, moments = network(p, inputs["images"][part])
        loss = F.cross_entropy(seen["logits"], inputs["labels"][part].long())
        gradients = dict(zip(names, torch.autograd.grad(loss, [p[n] for n in names])))
        expected[f"loss{step}"] = loss.detach().reshape(1)
        if step == 1:
            expected |= {n: v.detach() for n, v in seen.items()}
            expected |= {f"d_{n}": g for n, g in gradients.items()}
        with torch.no_grad():
            for n in names:
                if not n.startswith("bn"):
                    p[n] *= 1 - decay
                velocity[n] = 0.9 * velocity[n] - rate * gradients[n]
                p[n] += velocity[n]
                expected[f"step{step}.{n}"] = p[n].detach().clone()
        for layer, now in moments.items():
            old = running.get(layer, now)
            running[layer] = tuple(
                now[k] if step == 1 else 0.9 * old[k] + 0.1 * now[k] for k in (0, 1))
            for kind, value in zip(["running_mean", "running_var"], running[layer]):
                expected[f"step{step}.{layer}.{kind}"] = value
    return expected


def digit(inputs, rate, last):
    """A hundred updates, one image each: conv3x3 8, maxpool2, and a softmax or a sigmoid."""
    names = ["conv.weight", f"{last}.weight", f"{last}.bias"]
    p = {n: inputs[n].clone().requires_grad_() for n in names}
    expected, losses, correct = {}, [], []
    for step, (image, label) in enumerate(zip(inputs["images"], inputs["labels"]), 1):
        conv = F.conv2d((image.to(F64) / 255 - 0.5).reshape(1, 1, 28, 28), p["conv.weight"])
        pool = F.max_pool2d(conv, 2)
        totals = F.linear(pool.flatten(1), p[f"{last}.weight"], p[f"{last}.bias"])[0]
        if last == "softmax":
            out = totals.softmax(0)
            loss = F.cross_entropy(totals, label.long())
            correct.append(int(out.argmax()) == int(label))
        else:
            out = totals.sigmoid()
            loss = F.binary_cross_entropy_with_logits(totals, label.to(F64).reshape(1))
            correct.append((out.item() > 0.5) == bool(label))
        own = [p[n] for n in names]
        gradients = torch.autograd.grad(loss, own + [conv, pool, totals])
        losses.append(loss.item())
        if step == 1:
            values = [conv[0], pool[0], totals, out, loss.reshape(1), *gradients]
            keys = ["conv.out", "pool.out", f"{last}.totals", f"{last}.out", "loss",
                    "conv.d_weight", f"{last}.d_weight", f"{last}.d_bias", "conv.d_out",
                    "pool.d_out", f"{last}.d_totals"]
            expected |= {k: v.detach() for k, v in zip(keys, values)}
        with torch.no_grad():
            for parameter, gradient in zip(own, gradients):
                parameter -= rate * gradient
        if step in (1, 100):
            expected |= {f"step{step}.{n}": p[n].detach().clone() for n in names}
    return expected | {"losses": torch.tensor(losses, dtype=F64),
                       "correct": torch.tensor(correct, dtype=torch.uint8)}


def parts(inputs):
    """Single layers in unusual settings, a loss, and two rules of updating."""
    expected = {}

    def both_ways(name, function, **parameters):
        x = inputs[f"{name}.x"].clone().requires_grad_()
        own = {n: inputs[f"{name}.{n}"].clone().requires_grad_() for n in parameters}
        out = function(x, **{parameters[n]: own[n] for n in own})
        gradients = torch.autograd.grad(out, [x, *own.values()], inputs[f"{name}.d_out"])
        expected[f"{name}.out"] = out.detach()
        for key, gradient in zip(["in", *own], gradients):
            expected[f"{name}.d_{key}"] = gradient

    def normalised(x, gain, shift):
        variance = ((x - x.mean(0)) ** 2).mean(0)
        return (x - x.mean(0)) / (variance + 1e-8).sqrt() * gain + shift

    both_ways("conv2d", lambda x, weight, bias: F.conv2d(x, weight, bias, stride=2, padding=1),
              weight="weight", bias="bias")
    both_ways("maxpool_3_2", lambda x: F.max_pool2d(x, 3, stride=2))
    both_ways("leaky_relu", lambda x: F.leaky_relu(x, 0.01))
    both_ways("batchnorm1d", normalised, weight="gain", bias="shift")
    x = inputs["mse.x"].clone().requires_grad_()
    loss = F.mse_loss(x, inputs["mse.y"])
    expected["mse.loss"] = loss.detach().reshape(1)
    expected["mse.d_in"] = torch.autograd.grad(loss, x)[0]
    for name, rule in [("momentum", lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)),
                       ("adam", lambda p: torch.optim.Adam(p, lr=0.01))]:
        parameter = inputs[f"{name}.param"].clone().requires_grad_()
        optimiser = rule([parameter])
        for gradient in inputs[f"{name}.grads"]:
            parameter.grad = gradient
            optimiser.step()
        expected[f"{name}.param"] = parameter.detach()
    return expected


FILES = {
    "small-lenet": lambda i: batches(lenet, i, 4, 0.1, 4e-4),
    "small-cifar-kernels": lambda i: batches(cifar, i, 2, 0.01, 0),
    "digit-cnn-softmax": lambda i: digit(i, 0.005, "softmax"),
    "digit-cnn-sigmoid": lambda i: digit(i, 0.0001, "sigmoid"),
    "parts": parts,
}


def save(path, tensors, setting):
    """A safetensors file that has the same bytes whenever it is written."""
    header, data = {"__metadata__": setting}, b""
    for name, tensor in sorted(tensors.items()):
        own = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": "F64" if tensor.dtype == F64 else "U8",
                        "shape": list(tensor.shape), "data_offsets": [len(data), len(data + own)]}
        data += own
    text = json.dumps(header, sort_keys=True).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


def write():
    for name, inputs, setting in [("small-lenet", lenet_inputs(), LENET),
                                  ("small-cifar-kernels", cifar_inputs(), CIFAR)]:
        tensors = {f"in.{n}": t for n, t in inputs.items()}
        tensors |= {f"expect.{n}": t for n, t in FILES[name](inputs).items()}
        save(FOLDER / f"{name}.safetensors", tensors, setting)


def check():
    """The largest relative error of each file, by norm; absolute where the norm is 0."""
    worst = 0.0
    for name, compute in FILES.items():
        tensors = load_file(FOLDER / f"{name}.safetensors")
        inputs = {n[3:]: t for n, t in tensors.items() if n.startswith("in.")}
        stored = {n[7:]: t for n, t in tensors.items() if n.startswith("expect.")}
        computed = compute(inputs)
        assert computed.keys() == stored.keys(), computed.keys() ^ stored.keys()
        errors = {}
        for n, value in stored.items():
            a, b = computed[n].to(F64).reshape(-1), value.to(F64).reshape(-1)
            norm = b.norm().item()
            errors[n] = (a - b).norm().item() / (norm if norm > 1e-10 else 1)
        place = max(errors, key=errors.get)
        print(f"{name}: {len(errors)} tensors, largest error {errors[place]:.1e} at {place}")
        worst = max(worst, errors[place])
    return 0 if worst < 1e-9 else 1


if __name__ == "__main__":
    sys.exit(check() if sys.argv[1:] == ["--check"] else write())
