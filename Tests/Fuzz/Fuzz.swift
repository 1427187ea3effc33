import Foundation

/// The code that a fuzzer's bytes are passed to. A target may reject any input; it must not trap,
/// hang, or read or write out of bounds.
struct FuzzTarget {
  let name: String
  let run: @Sendable (_ bytes: [UInt8]) -> Void

  /// Every target. To add one, add its function and a line here.
  static let all = [
    FuzzTarget(name: "line", run: Lines.run),
    FuzzTarget(name: "completion", run: Lines.complete),
    FuzzTarget(name: "place", run: Lines.place),
    FuzzTarget(name: "init", run: Scripts.initFile),
    FuzzTarget(name: "history", run: Scripts.history),
    FuzzTarget(name: "lesson", run: Texts.lesson),
    FuzzTarget(name: "condition", run: Texts.condition),
    FuzzTarget(name: "progress", run: Texts.progress),
    FuzzTarget(name: "idx", run: DataFiles.idx),
    FuzzTarget(name: "gzip", run: DataFiles.gzip),
    FuzzTarget(name: "cifar", run: DataFiles.cifar),
    FuzzTarget(name: "table", run: DataFiles.table),
    FuzzTarget(name: "arrays", run: DataFiles.arrays),
    FuzzTarget(name: "npy", run: NumberFiles.npy),
    FuzzTarget(name: "safetensors", run: NumberFiles.safetensors),
    FuzzTarget(name: "session", run: SessionFiles.run),
    FuzzTarget(name: "png", run: Screens.png),
    FuzzTarget(name: "picture", run: Screens.text),
    FuzzTarget(name: "recording", run: Screens.recording),
  ]

  /// The target that is being fuzzed.
  static let chosen: FuzzTarget = {
    let name = CommandLine.arguments.dropFirst().first ?? ""
    guard let target = all.first(where: { $0.name == name }) else {
      print(all.map(\.name).joined(separator: " "))
      exit(2)
    }
    return target
  }()
}

/// libFuzzer's own main function, which passes inputs to one of our functions.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The function that libFuzzer's own main function would call, too.
@_cdecl("LLVMFuzzerTestOneInput")
func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// `fuzz TARGET [OPTION...] [FOLDER...]`: lists the targets if none is given, or an unknown one.
@_cdecl("fuzz_main")
func main(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
  _ = FuzzTarget.chosen
  // The target's name takes the place of the program's name, and libFuzzer gets the rest.
  var count = count - 1
  var arguments = arguments + 1
  return runDriver(&count, &arguments, test)
}
