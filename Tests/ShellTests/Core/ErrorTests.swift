import Shell
import TestSupport
import Testing

/// Wrong input to many commands: one sentence, a caret under the wrong word, one suggestion, and no
/// change. The carets are drawn below each line.
@Suite struct ErrorTests {
  static let cases = """
    maps c 1; maps conv 8
                        ^
    maps conv c
              ^
    maps
        -^
    maps mapsx
         ^^^^^
    route pool 2 2 99
                   ^^
    route pool 9 9 9
               ^
    route pool 2 13 13
                 ^^
    route pool 2 5 13
                   ^^
    route pool 2 2
                  -^
    image 1 1
            ^
    image x
          ^
    image 2000
          ^^^^
    image --sampel 3
          ^^^^^^^^
    image --sample
          ^^^^^^^^
    image --sample x
                   ^
    image 3 --sample=2
                     -
    shift 1
           -^
    shift x 1
          ^
    shift 1 x1
            ^^
    set learning-rate rate
                      ^^^^
    set learning-rate -1
                      ^^
    set optimizer optimizr
                  ^^^^^^^^
    set lerning-rate 0.1
        ^^^^^^^^^^^^
    set schedule step 10 2
                         ^
    set conv.filters[0,0,0]
                           -^
    set conv.out 3
        ^^^^^^^^
    set conv.filters[9,0,0] 1
        ^^^^^^^^^^^^^^^^^^^
    set batch 0
              ^
    print conv.out[0] conv.otu[0]
                      ^^^^^^^^^^^
    print conv.out[99]
          ^^^^^^^^^^^^
    print conv.filters[1,9]
          ^^^^^^^^^^^^^^^^^
    print
         -^
    why conv.out
        --------
    why --from 0
               -
    net new conv3x3 8, maxpool2, softmax 10, softmax 10
                                             ^^^^^^^
    net new conv3x3 8, conv2d 4 5x5 stride=2 padding=same, softmax 10
                                    ^^^^^^^^
    net new conv2d 8 3x3, conv2d 4 4x4 padding=same, softmax 10
                                       ^^^^^^^^^^^^
    net new conv3x3 8,maxpol2,softmax 10
                      ^^^^^^^
    net new fc 5, maxpool2, softmax 10
                  ^^^^^^^^
    net new conv3x3 8 padding=1, softmax 10
                      ^^^^^^^
    net new conv3x3 q, softmax 10
                    ^
    net preset nothing
               ^^^^^^^
    net preset
              -^
    net remove relu
               ^^^^
    net freeze pool
               ^^^^
    net insert relu after relu
                          ^^^^
    net nwe conv3x3 8
        ^^^
    filters set conv 2 blurr
                       ^^^^^
    filters set conv 9 blur
                     ^
    filters pool
            ^^^^
    filters conv conv
                 ^^^^
    load nothing
         ^^^^^^^
    load mnist --train none
                       ^^^^
    load mnist --train=0
                       ^
    load mnist --only 3,x
                        ^
    load mnist --only 3,
                       -
    load
        -^
    train x
          ^
    train 1 --report 0
                     ^
    train 1 2
            ^
    train --test-every
          ^^^^^^^^^^^^
    sgd -3
        ^^
    step 0
         ^
    step 3 3
           ^
    step value x
               ^
    back x
         ^
    back 99
         ^^
    goto 3
         ^
    goto 1.x
         ^^^
    diff 5
         ^
    diff 0 0
           ^
    until
         -^
    until loss > 3 and acc > 3
                       ^^^
    until wrong wrong
                ^^^^^
    until loss > x
                 ^
    until loss
          ^^^^
    until loss > 3 and
                   ^^^
    until wrong --limit x
                        ^
    until wrong --limt 3
                ^^^^^^
    until update
          ^^^^^^
    predict label 17
                  ^^
    predict winner pool 0 0 13 upper-left
                            ^^
    predict winner pool 9 9 9 upper-left
                        ^
    predict winner pool 0 0 0 middle
                              ^^^^^^
    predict loss x
                 ^
    predict conv.filters 3
            ^^^^^^^^^^^^
    whatif conv.filters[0,0,0] x
                               ^
    whatif conv.out[0,0,0] 1
           ^^^^^^^^^^^^^^^
    whatif
          -^
    trace loss
          ^^^^
    gradcheck conv.out
              ^^^^^^^^
    bug on nothing
           ^^^^^^^
    bug off x
            ^
    bug no
        ^^
    curve curve
          ^^^^^
    wrong 10
          ^^
    where now
          ^^^
    where --now
          ^^^^^
    invariance --show 9
                      ^
    lesson nothing
           ^^^^^^^
    history 0
            ^
    alias alias alias
          ^^^^^
    save x.bin
         ^^^^^
    open /no/such.safetensors
         ^^^^^^^^^^^^^^^^^^^^
    read image /no/such.npy
               ^^^^^^^^^^^^
    source /no/such/file
           ^^^^^^^^^^^^^
    write conv.out x.txt
                   ^^^^^
    worksheet 1 x.txt
                ^^^^^
    help zzzz
         ^^^^
    nonsense; image 0
    ^^^^^^^^
    image 0; nonsense
             ^^^^^^^^
    where; where where
                 ^^^^^
    zzz zzz
    ^^^
    save -1
         ^^
    save .safetensors
         ^^^^^^^^^^^^
    set conv.out
        ^^^^^^^^
    step 99999999999999999999
         ^^^^^^^^^^^^^^^^^^^^
    exercise relu own --seed 99999999999999999999
                             ^^^^^^^^^^^^^^^^^^^^
    set learning-rate 1e-46
                      ^^^^^
    until test accuracy > 200%
                          ^^^^
    alias s 'step
            ^
    """

  /// Lines with the marks below them: `^` where the caret is, `-` where anything may be.
  private static var pairs: [(line: String, marks: String)] {
    let lines = cases.split(separator: "\n").map(String.init)
    return stride(from: 0, to: lines.count - 1, by: 2).map { (lines[$0], lines[$0 + 1]) }
  }

  @Test func `one sentence, a caret under the word, one suggestion, nothing changed`() throws {
    #expect(Self.pairs.count > 90)
    for (line, marks) in Self.pairs where marks.contains("^") {
      let shell = try TestShell("image 0; forward; backward")
      let before = shell.state
      guard let error = shell.error(line) else {
        Issue.record("\(line): no error")
        continue
      }
      // The commands before the one that fails have been run.
      if !line.contains(";") { #expect(shell.state == before, "\(line)") }
      #expect(
        error.problem.hasSuffix(".") || error.problem.hasSuffix("?"), "\(line): \(error.problem)")
      // The argument parser's own words.
      #expect(!error.problem.contains(/argument:? '/), "\(line): \(error.problem)")
      let report = error.report(in: line, origin: "error: ").split(separator: "\n").map(String.init)
      let carets = report.first { !$0.isEmpty && $0.allSatisfy { " ^".contains($0) } }
      let expected = "  " + marks.replacingDashes
      #expect(carets == expected, "\(report.joined(separator: "\n"))\n\(marks)")
      #expect(report.filter { $0.hasPrefix("  try: ") }.count <= 1, "\(line)")
      #expect(
        error.hint?.isEmpty == false || !error.choices.isEmpty, "\(line): \(error.problem)")
    }
  }

  @Test func `in a line that is too long for the screen the word is still shown`() throws {
    let shell = try TestShell("load toy")
    let line =
      "where; where; where; where; where; where; where; where; where; where; where; maps zzz"
    let error = try #require(shell.error(line))
    let report = error.report(in: line, origin: "error: ").split(separator: "\n").map(String.init)
    #expect(report.allSatisfy { $0.count <= 80 })
    let column = try #require(report[2].firstIndex(of: "^"))
    let offset = report[2].distance(from: report[2].startIndex, to: column)
    #expect(report[1].dropFirst(offset).hasPrefix("zzz"))
  }

  @Test func `the line of a script is shown with its caret`() throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("where\nmaps conv 99\n", to: "a.bs")
    let shell = try TestShell("forward")
    let error = try #require(shell.error("source \(script)"))
    let report = error.report(in: "source \(script)", origin: "error: ")
    #expect(report.contains("\n  maps conv 99\n            ^^"))
  }

  @Test func `aliases that stand for each other are told, and a tab is a blank`() throws {
    let shell = try TestShell("load toy", "alias one two", "alias two one")
    #expect(shell.error("one")?.hint == "alias --delete one")
    #expect(shell.error("maps\tcnov")?.hint == "forward; maps conv")
    #expect(shell.error("until foo")?.hint == "help until")
    #expect(shell.error("until loss >> 3")?.hint == "until loss > 3")
  }

  @Test func `a place that is suggested is there, with minibatches too`() throws {
    let shell = try TestShell("set batch 8", "image 5", "forward")
    #expect(shell.error("print conv.out[9,0,1,1]")?.hint == "print conv.out[7,0,1,1]")
    #expect(shell.error("print image[40,10]")?.hint == "print image[7,10]")
    #expect(shell.error("print conv.out[1,10,10]")?.hint?.contains("conv.out[0,1,10,10]") == true)
  }

  @Test func `what an alias stands for is marked by its name`() throws {
    let shell = try TestShell()
    try shell.run("alias m 'maps cnov'")
    let error = try #require(shell.error("where; m"))
    let report = error.report(in: "where; m", origin: "")
    #expect(report.contains("\n  where; m\n         ^\n"))
    try shell.run("alias n maps")
    let typed = try #require(shell.error("n cnov"))
    #expect(typed.report(in: "n cnov", origin: "").contains("\n  n cnov\n    ^^^^\n"))
  }
}

extension String {
  /// The marks without those that are ignored.
  fileprivate var replacingDashes: String { String(map { $0 == "-" ? " " : $0 }) }
}
