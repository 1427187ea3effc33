import TestSupport
import Testing

/// `load` of the user's own files, written by NumPy as people write them.
@Suite struct OwnDataTests {
  private let backstep: Executable

  init() throws { backstep = try Executable() }

  private static let hasNumPy =
    (try? Executable().shell("python3 -c 'import numpy'"))?.status == 0

  private static let files = """
    import numpy as np, os, struct
    r = np.random.default_rng(1)
    x, y = r.integers(0, 256, (30, 28, 28), dtype=np.uint8), r.integers(0, 10, 30)
    y[:10] = range(10)
    np.savez("keras.npz", x_train=x[:20], y_train=y[:20], x_test=x[20:], y_test=y[20:])
    np.savez_compressed("small.npz", x_train=x[:, :14, :9] / 255.0, y_train=y.astype(np.uint8))
    np.savez("digits.npz", images=(x[:, :8, :8] % 17).astype(float), labels=y)
    np.savez("colour.npz", train_images=r.integers(0, 256, (12, 32, 32, 3), dtype=np.uint8),
             train_labels=(np.arange(12) % 3).reshape(-1, 1))
    np.savez("shapes.npz", x_train=x.reshape(30, 784), y_train=y)
    np.savez("counts.npz", x_train=x, y_train=y[:7])
    np.savez("names.npz", pictures=x, answers=y)
    np.savez("order.npz", x_train=np.asfortranarray(x), y_train=y)
    os.mkdir("arrays")
    for name, array in [("x_train", x), ("y_train", y), ("x_test", x[:5]), ("y_test", y[:5])]:
        np.save("arrays/%s.npy" % name, array)
    def idx(name, array, magic):
        with open(name, "wb") as f:
            f.write(struct.pack(">%dI" % (1 + array.ndim), magic, *array.shape) + array.astype(np.uint8).tobytes())
    os.makedirs("torch/MNIST/raw"); os.mkdir("emnist")
    for part, n in [("train", 20), ("t10k", 10)]:
        idx("torch/MNIST/raw/%s-images-idx3-ubyte" % part, x[:n, :20, :20], 2051)
        idx("torch/MNIST/raw/%s-labels-idx1-ubyte" % part, y[:n], 2049)
    for kind, top in [("letters", 26), ("balanced", 46)]:
        for part in ("train", "test"):
            idx("emnist/emnist-%s-%s-images-idx3-ubyte" % (kind, part), x[:12], 2051)
            idx("emnist/emnist-%s-%s-labels-idx1-ubyte" % (kind, part), np.r_[y[:11], top], 2049)
    with open("train.csv", "w") as f:
        for a, b in zip(x, y): f.write(",".join(map(str, [b, *a.reshape(-1)])) + "\\n")
    """

  private func prepare() throws {
    let path = try backstep.folder.write(Self.files, to: "make.py")
    #expect(try backstep.shell("python3 \(path)").status == 0)
  }

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is missing"))
  func `files of the usual kinds are loaded, with a network that can take them`() throws {
    try prepare()
    for (what, facts) in [
      ("keras.npz", ["20 training and 10 test", "1x28x28", "10 classes"]),
      ("small.npz", ["25 training and 5 test", "1x14x9", "held", "small one"]),
      ("digits.npz", ["1x8x8", "small one"]), ("colour.npz", ["3x32x32", "classes 0 1 2"]),
      ("arrays", ["30 training and 5 test"]), ("train.csv", ["25 training and 5 test", "1x28x28"]),
      ("torch", ["20 training and 10 test", "1x20x20"]),
      ("emnist/emnist-letters", ["12 training and 12 test", "27 classes"]),
      ("keras.npz --only 0,1 --train 2", ["2 training", "classes 0 1"]),
    ] {
      let result = try backstep.shell(
        "$B -c 'load \(what)' -c 'sgd 3' -c 'image 0; forward; backward; why loss' -c test")
      #expect(result.status == 0, "\(what): \(result)")
      for fact in facts { #expect(result.output.contains(fact), "\(what): \(result.output)") }
    }
    #expect(try backstep.shell("$B -c 'load mnist torch' -c 'sgd 2'").output.contains("1x20x20"))
  }

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is missing"))
  func `files that do not fit together are one error, and change nothing`() throws {
    try prepare()
    for (what, word) in [
      ("shapes.npz", "30, 784"), ("counts.npz", "30 images"), ("names.npz", "pictures"),
      ("order.npz", "ascontiguousarray"), ("emnist", "emnist-letters"),
      ("make.py", ".npz"), ("nothing.npz", "no such file"), ("keras.npz torch", "one file"),
    ] {
      let result = try backstep.shell("$B --keep-going -c 'load \(what)' -c data")
      #expect(result.status == 1, "\(what)")
      #expect(result.errors.contains(word), "\(what): \(result.errors)")
      #expect(result.output.contains("2,000"), "\(what)")
    }
  }

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is missing"))
  func `a damaged archive is an error or other data, never a crash`() throws {
    try prepare()
    let result = try backstep.shell(
      """
      python3 - <<'END'
      import random, subprocess
      random.seed(1)
      for name in ("small.npz", "digits.npz"):
          whole = open(name, "rb").read()
          for round in range(30):
              bytes = bytearray(whole)
              for _ in range(random.randint(1, 4)):
                  near = random.choice([random.randrange(200), random.randrange(len(bytes) - 300, len(bytes)), random.randrange(len(bytes))])
                  bytes[near] = random.randrange(256)
              if round % 6 == 0: bytes = bytes[:random.randrange(len(bytes))]
              open("damaged.npz", "wb").write(bytes)
              code = subprocess.run(["$B", "-c", "load damaged.npz"], capture_output=True).returncode
              assert code in (0, 1), (name, round, code)
      END
      """.replacing("\"$B\"", with: "\"\(Executable.path ?? "")\""))
    #expect(result.status == 0, "\(result)")
  }
}
