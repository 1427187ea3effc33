import Shell
import TestSupport
import Testing

/// What is too large, or not a number that a network can use, is refused, and nothing changes.
struct LimitTests {
  @Test(arguments: [
    "net new " + Array(repeating: "fc 7000", count: 25).joined(separator: ", ") + ", softmax 10",
    "net insert fc 65536, fc 65536 before softmax", "net new fc 65536, softmax 65536",
    "net new conv2d 8 3x3 padding=1000, softmax 10", "net new conv3x3 8, sigmoid 2",
    "load toy; net new softmax 1",
  ])
  func `a network that cannot be is refused with its layer, and nothing changes`(
    _ line: String
  ) throws {
    let shell = try TestShell()
    let last = line.split(separator: ";").last.map(String.init) ?? ""
    for part in line.split(separator: ";").dropLast() { try shell.run(String(part)) }
    let before = shell.state
    let error = try #require(shell.error(last))
    #expect(error.word != nil)
    // Compared separately: if they differ, the failure would print every number.
    let isSame = shell.state == before
    #expect(isSame)
  }

  @Test func `a batch that takes too much is refused with what is possible`()
    throws
  {
    let shell = try TestShell("net new conv2d 500 1x1, avgpool all, softmax 10")
    let error = try #require(shell.error("set batch 100000"))
    let hint = try #require(error.hint)
    #expect(hint.hasPrefix("set batch "))
    try shell.run(hint)
  }

  @Test func `outputs that the data has no classes for are told`() throws {
    let shell = try TestShell()
    #expect(try shell.run("net new conv3x3 8, maxpool2, softmax 1352").contains("softmax 10"))
    #expect(
      !(try shell.run("net new conv3x3 8, maxpool2, softmax 10").contains("but the data has")))
    #expect(try shell.run("net new fc 20, fc 12").contains("fc 10"))
  }

  @Test func `a confusion matrix of many classes is folded`() throws {
    let shell = try TestShell("load mnist --test 20", "net new softmax 2000")
    let text = try shell.run("confusion")
    #expect(text.contains("others"))
    #expect(text.count < 20_000)
  }

  @Test func `files of numbers are held to one rule`() throws {
    let folder = try TemporaryFolder()
    let shell = try TestShell("load toy")
    for (kind, value) in [("nan", "float('nan')"), ("large", "1e300"), ("inf", "-float('inf')")] {
      let path = "\(folder.path)/\(kind)"
      let made = try python(
        """
        import numpy as np, struct, json
        a = np.ones((3, 3)); a[1, 2] = \(value); np.save("\(path).npy", a)
        tensors = {"conv.weight": a.reshape(1, 1, 3, 3), "softmax.weight": np.ones((2, 4)), "softmax.bias": np.ones(2)}
        head, data = {}, b""
        for name, t in tensors.items():
            raw = t.astype("<f8").tobytes()
            head[name] = {"dtype": "F64", "shape": list(t.shape), "data_offsets": [len(data), len(data) + len(raw)]}
            data += raw
        text = json.dumps(head).encode()
        open("\(path).safetensors", "wb").write(struct.pack("<Q", len(text)) + text + data)
        """)
      guard made else { continue }
      let before = shell.state
      let read = try #require(shell.error("read conv.filters \(path).npy"))
      let open = try #require(shell.error("open \(path).safetensors"))
      #expect(read.problem.contains("[1,2]") && open.problem.contains("[0,0,1,2]"), "\(kind)")
      #expect(read.problem.contains("finite") && open.problem.contains("finite"))
      let isSame = shell.state == before
      #expect(isSame)
    }
  }

  private func python(_ program: String) throws -> Bool {
    try Program.run("/usr/bin/env", ["python3", "-c", program]).status == 0
  }
}
