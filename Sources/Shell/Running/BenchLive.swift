import ConvNet
import Lab
import Rendering
import Terminal

extension Bench {
  /// The displays that are measured: maps and bars, which change with every step.
  private static let displays = [["maps", "conv", "2"], ["probs"]]
  /// Measures how fast training on digits is while displays are drawn in place, and without.
  ///
  /// - Parameters:
  ///   - folders: Where data is looked for.
  ///   - rounds: How many times it is measured.
  ///   - seconds: How long each measurement takes.
  ///   - output: Where the result goes.
  ///   - isInterrupted: Asked between steps.
  /// - Returns: Whether it was done.
  /// - Throws: ``CommandError`` if the data cannot be read.
  package static func live(
    folders: DataFolders, rounds: Int = 5, seconds: Double = 2, output: (String) -> Void,
    isInterrupted: @escaping () -> Bool
  ) throws(CommandError) -> ExitCode {
    var plain: [Double] = []
    var shown: [Double] = []
    var frames: [Double] = []
    let clock = ContinuousClock()
    for _ in 0..<rounds {
      for hasDisplays in [false, true] {
        var session = try Session.digits(seed: 1, folders: folders)
        for words in displays where hasDisplays { _ = session.displays.add(words) }
        var count = 0
        let start = clock.now
        let console = Console(
          isInteractiveTerminal: true,
          isInterrupted: { isInterrupted() || clock.now - start >= .seconds(seconds) },
          screen: Screen(isColoured: true, showsBlocks: true)
        ) { text in if text.hasPrefix(RedrawnLines.beginning) { count += 1 } }
        Training.run(&session, until: .max, pausing: [], on: console) { _, _ in }
        if isInterrupted() { return .interrupted }
        let time = (clock.now - start) / .seconds(1)
        let speed = Double(session.trainer.updates) / time
        if hasDisplays {
          shown.append(speed)
          frames.append(Double(count) / time)
        } else {
          plain.append(speed)
        }
      }
    }
    func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    let share = middle(zip(shown, plain).map { $0 / $1 })
    output(
      """
      training on digits while \(displays.map { $0.joined(separator: " ") }.joined(separator: " and ")) are drawn, 80x24, half-blocks
        without displays   \(Numbers.count(Int(middle(plain)))) images/s
        with displays      \(Numbers.count(Int(middle(shown)))) images/s, \(Numbers.fixed(middle(frames), 1)) frames/s
        of the speed       \(Numbers.percent(share, places: 1))
      Medians of \(rounds) runs of \(Numbers.compact(seconds)) s each, in turns; what is drawn goes nowhere.

      """)
    return .done
  }
}
