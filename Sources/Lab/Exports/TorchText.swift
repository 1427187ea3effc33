/// The parts of a program for PyTorch that are the same for every network.
enum TorchText {
  /// What the program needs.
  static let imports = """
    import argparse
    import gzip
    import json
    from pathlib import Path

    import torch
    import torch.nn.functional as F
    from torch import nn

    \(ExportedProgram.here)
    """

  /// The code that reads and writes named tensors.
  static let safetensors = #"""
    TYPES = {"F32": torch.float32, "I64": torch.int64}


    def load(path):
        """The tensors of a safetensors file: 8 bytes of length, a header in JSON, the numbers."""
        try:
            from safetensors.torch import load_file
            return load_file(path)
        except ImportError:
            data = Path(path).read_bytes()
            start = 8 + int.from_bytes(data[:8], "little")
            tensors = {}
            for name, entry in json.loads(data[8:start]).items():
                if name != "__metadata__":
                    a, b = entry["data_offsets"]
                    numbers = bytearray(data[start + a:start + b])
                    tensor = torch.frombuffer(numbers, dtype=TYPES[entry["dtype"]])
                    tensors[name] = tensor.reshape(entry["shape"])
            return tensors


    def save(tensors, path):
        """Writes a safetensors file."""
        try:
            from safetensors.torch import save_file
            save_file(tensors, path)
        except ImportError:
            names = {dtype: name for name, dtype in TYPES.items()}
            header, data = {}, b""
            for name, tensor in tensors.items():
                numbers = bytes(tensor.contiguous().reshape(-1).view(torch.uint8).tolist())
                header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape),
                                "data_offsets": [len(data), len(data) + len(numbers)]}
                data += numbers
            header = json.dumps(header).encode()
            Path(path).write_bytes(len(header).to_bytes(8, "little") + header + data)
    """#

  /// The code that reads files like MNIST's.
  static let reader =
    ProgramText.bytes + #"""

          start = 4 + 4 * data[3]
          extents = [int.from_bytes(data[k:k + 4], "big") for k in range(4, start, 4)]
          numbers = torch.frombuffer(bytearray(data[start:]), dtype=torch.uint8)
          if data[2] == 13:  # floats, most significant byte first
              numbers = numbers.reshape(-1, 4).flip(1).contiguous().view(torch.float32)
          return numbers.reshape(extents)


      def images(part):  # "train" or "t10k"
          """Pixels as bytes, and the right output for each image."""
          targets = TARGETS[read(part + "-labels?idx1").long()]
          return read(part + "-images?idx[34]")[targets >= 0], targets[targets >= 0]
      """#

  /// Backstep's momentum, for a rate that changes.
  static let momentum = #"""
    class Momentum(torch.optim.Optimizer):
        """v = momentum v - rate g; w = w + v. torch.optim.SGD multiplies all of v by the current
        rate; here each gradient keeps the rate it came with."""

        def __init__(self, weights, lr, momentum):
            super().__init__(weights, {"lr": lr, "momentum": momentum})

        @torch.no_grad()
        def step(self, closure=None):
            for group in self.param_groups:
                for weights in group["params"]:
                    if weights.grad is not None:
                        state = self.state[weights]
                        velocity = state.setdefault("velocity", torch.zeros_like(weights))
                        velocity.mul_(group["momentum"]).sub_(weights.grad, alpha=group["lr"])
                        weights.add_(velocity)
    """#

  /// How well the network does, by itself and compared with Backstep's.
  static let tests = #"""
    @torch.no_grad()
    def test(model):
        """Mean loss, and the share of right answers, over the test images."""
        model.eval()
        pixels, targets = images("t10k")
        loss, right = 0.0, 0
        for some in torch.arange(len(targets)).split(500):
            logits = model(enter(pixels[some]))
            answers = logits.argmax(1) if logits.shape[1] > 1 else (logits[:, 0] > 0).long()
            loss += loss_of(logits, targets[some]).item() * len(some)
            right += (answers == targets[some]).sum().item()
        return loss / len(targets), right / len(targets)


    @torch.no_grad()
    def compare(model):
        """Compares Backstep's logits for a few images with those of this network."""
        model.eval()
        given = load(HERE / "backstep.safetensors")
        theirs, ours = given["examples.logits"], model(given["examples.images"])
        for name, logits in ("Backstep", theirs), ("PyTorch", ours):
            print(name.ljust(9), *(f"{x:8.4f}" for x in logits[0, :7].tolist()))
        gap = (theirs - ours).abs().max().item()
        print(f"logits of {len(ours)} images: the largest difference is {gap:.1e}")
    """#
}
