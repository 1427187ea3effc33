import ArgumentParser
import ConvNet
import Rendering

struct InvarianceCommand: ShellCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.classifying
  static let configuration = CommandConfiguration(
    named: "invariance",
    abstract: "Shift the image, and see what shifts with it: equivariance and invariance.",
    discussion: """
      With a digit: the image of this step moved right by 0 to 5 pixels, what that changes in
      the input, the convolution, the pooling and the answer, and the pictures of one shift.
      With the toy loaded: two images of dots one row apart, and two one column apart, through
      this network's filter and 1,000 random ones.
      The session does not change.
      """)

  @Option(help: ArgumentHelp("The shift to draw.", valueName: "pixels"))
  var show: String = "2"

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let (lab, show) = try lab(in: session)
    if session.trainer.data.training.normalisation == .raw {
      let shown = try lab.toy(seed: session.seed, width: console.width())
      console.print(shown.lines)
      for finding in shown.findings { session.notebook.note(finding) }
    } else {
      try console.print { marks in
        try lab.digit(show: show, width: console.width(), marks: marks)
      }
    }
  }

  /// The lab for the network, and the shift to draw.
  private func lab(in session: Session) throws -> (ShiftLab, show: Int) {
    let show = try Arguments.integer(self.show, "The shift to draw", in: 0...5)
    guard let lab = ShiftLab(session.trainer, shown: session.shown) else {
      throw CommandError(
        "The shift lab needs a network that begins with a convolution and a pooling.",
        hint: "net preset digits")
    }
    return (lab, show)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    words.last == "--show" ? Completer.numbers(6) : []
  }
}

extension InvarianceCommand: PicturedCommand {
  static var figureSaysAll: Bool { false }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    let (lab, show) = try lab(in: session)
    guard session.trainer.data.training.normalisation != .raw else { return nil }
    let title = "the image moved right by \(Numbers.count(show, "pixel"))"
    return try lab.figure(show: show, title: Captions.heading(title, session))
  }
}
