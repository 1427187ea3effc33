import Foundation
import Shell

/// Files with whole sessions.
enum SessionFiles {
  /// A small session with a variety of content.
  private static let good: [UInt8] = {
    let path = "\(Scratch.folder)/good.safetensors"
    return Scratch.must {
      let interpreter = Interpreter(session: Lines.session, console: Console { _ in })
      for line in [
        "update; sgd 2; keep here; set optimizer momentum; sgd; back 25; set batch 2; sgd; test",
        "image 1; shift 1 0; bug on pool-ties-all; net new conv3x3 1, batchnorm, softmax 2; sgd",
        "draw --label 1 --pixels _8_030303_4_02_20_; save \(path) --session",
      ] { try interpreter.run(line) }
      return Array(try Data(contentsOf: URL(filePath: path)))
    }
  }()

  /// Every three bytes change one byte of a good file: two of them say which one, the third is its
  /// new value. The checksum is then corrected, because the fuzzer would never find it. If the file
  /// can be opened, the session must work.
  static func run(_ bytes: [UInt8]) {
    var file = good
    for start in stride(from: 0, to: Swift.min(bytes.count, 96) - 2, by: 3) {
      let place = Int(bytes[start]) << 8 | Int(bytes[start + 1])
      file[place % file.count] = bytes[start + 2]
    }
    SessionFile.seal(&file)
    let path = Scratch.write(file, to: "changed.safetensors")
    let interpreter = Lines.interpreter()
    do throws(CommandError) {
      try interpreter.run("open \(path) --force")
    } catch {
      return
    }
    for line in [
      "where", "view", "curve", "branches", "keep", "step 3", "back 2", "sgd 2", "test", "goto 1",
      "goto end", "goto branch1", "goto 0", "diff", "bug",
    ] { try? interpreter.run(line) }
  }
}
