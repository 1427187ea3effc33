import ConvNet

/// Python that programs of all languages share, and helpers for its syntax.
enum ProgramText {
  /// A tuple of whole numbers.
  static func tuple(_ numbers: [Int]) -> String {
    "(" + numbers.map(String.init).joined(separator: ", ") + ")"
  }

  /// The shape of a batch of samples: `N, 8, 26, 26`.
  static func batch(of sample: Shape) -> String {
    (["N"] + sample.extents.map(String.init)).joined(separator: ", ")
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

  /// The columns of a line.
  static let width = 99

  /// Code with a list in it, on lines of at most `width` columns if possible.
  ///
  /// - Parameters:
  ///   - start: What comes before the list: `TARGETS = np.array([`.
  ///   - items: The list.
  ///   - end: What comes after it.
  ///   - width: The columns of a line.
  /// - Returns: The lines.
  static func list(
    _ start: String, _ items: [String], _ end: String, width: Int = width
  ) -> [String] {
    let whole = start + items.joined(separator: ", ") + end
    guard whole.count > width else { return [whole] }
    let indent = String(start.prefix { $0 == " " }) + "    "
    var lines = [start]
    for (number, item) in items.enumerated() {
      let word = item + (number == items.count - 1 ? end : ",")
      if lines.count > 1, lines[lines.count - 1].count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(indent + word)
      }
    }
    return lines
  }

  /// Lines of code, with or without a comment; the comments stand below each other.
  static func commented(_ lines: [(code: String, comment: String)]) -> String {
    let column = (lines.filter { !$0.comment.isEmpty }.map(\.code.count).max() ?? 0) + 2
    return lines.map { code, comment in
      comment.isEmpty
        ? code : code + String(repeating: " ", count: column - code.count) + "# \(comment)"
    }.joined(separator: "\n")
  }

  /// The beginning of the function that reads a file like MNIST's: its bytes are in `data`.
  static let bytes = #"""
    def read(name):
        """The numbers of a file in MNIST's format, packed with gzip or not, in their shape."""
        found = [path for path in sorted(DATA.glob(name + "*")) if path.is_file()]
        if not found:
            raise SystemExit(f"There is no {name} in {DATA}.")
        data = found[0].read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    """#

  /// What the program does when it runs.
  ///
  /// - Parameters:
  ///   - library: What it needs.
  ///   - model: The variable with what is trained.
  ///   - start: The lines that make it.
  ///   - save: The line that saves it.
  ///   - file: The file in which it is saved.
  /// - Returns: The function `main`.
  static func main(
    in library: String, model: String, start: String, save: String, file: String
  ) -> String {
    #"""
    def main(arguments=None):
        parser = argparse.ArgumentParser(description="A network of Backstep in \#(library).")
        parser.add_argument("--test", action="store_true", help="measure it on the test images")
        parser.add_argument("--train", type=int, default=0, metavar="N", help="do N updates")
        parser.add_argument("--data", type=Path, metavar="FOLDER", help="where the images are")
        wanted = parser.parse_args(arguments)
        global DATA
        DATA = wanted.data or DATA
    \#(start)
        compare(\#(model))
        if wanted.train > 0:
            losses = []
            for number, loss in train(\#(model), wanted.train):
                losses.append(loss)
                if len(losses) % 100 == 0 or len(losses) == wanted.train:
                    some = losses[-100:]
                    print(f"update {number}: loss {sum(some) / len(some):.4f}")
            \#(save)
            print("saved: \#(file)")
        if wanted.test or wanted.train > 0:
            print("test: loss {:.4f}, {:.1%} right".format(*test(\#(model))))
    """#
  }
}
