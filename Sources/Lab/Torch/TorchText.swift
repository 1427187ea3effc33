/// The parts of `model.py` that are the same for every network, and helpers for Python's syntax.
enum TorchText {
  /// A tuple of whole numbers.
  static func tuple(_ numbers: [Int]) -> String {
    "(" + numbers.map(String.init).joined(separator: ", ") + ")"
  }

  /// A text that can be put into a docstring: plain characters that cannot end it.
  static func inComment(_ text: String) -> String {
    String(text.map { $0.isASCII && !$0.isNewline && $0 != "\"" && $0 != "\\" ? $0 : "?" })
  }

  /// Words wrapped into lines of at most 88 columns.
  static func wrapped(_ text: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + word.count < 84 {
        lines[lines.count - 1] = "\(line) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }

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
  static let reader = #"""
    def read(name):
        """The bytes of a file in MNIST's format, packed with gzip or not, in their shape."""
        found = [path for path in sorted(DATA.glob(name + "*")) if path.is_file()]
        if not found:
            raise SystemExit(f"There is no {name} in {DATA}.")
        data = found[0].read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        start = 4 + 4 * data[3]
        extents = [int.from_bytes(data[k:k + 4], "big") for k in range(4, start, 4)]
        return torch.frombuffer(bytearray(data[start:]), dtype=torch.uint8).reshape(extents)


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

  /// What the program does when it runs.
  static let main = #"""
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


    def main():
        parser = argparse.ArgumentParser(description="A network of Backstep in PyTorch.")
        parser.add_argument("--test", action="store_true", help="measure it on the test images")
        parser.add_argument("--train", type=int, default=0, metavar="N", help="do N updates")
        parser.add_argument("--data", type=Path, metavar="FOLDER", help="where the images are")
        wanted = parser.parse_args()
        global DATA
        DATA = wanted.data or DATA
        model = Network()
        model.load_state_dict(load(HERE / "model.safetensors"))
        compare(model)
        if wanted.train > 0:
            losses = []
            for update, loss in train(model, wanted.train):
                losses.append(loss)
                if len(losses) % 100 == 0 or len(losses) == wanted.train:
                    some = losses[-100:]
                    print(f"update {update}: loss {sum(some) / len(some):.4f}")
            save(model.state_dict(), HERE / "trained.safetensors")
            print("saved: trained.safetensors")
        if wanted.test or wanted.train > 0:
            print("test: loss {:.4f}, {:.1%} right".format(*test(model)))


    if __name__ == "__main__":
        main()
    """#
}
