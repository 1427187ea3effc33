package import ConvNet

/// A fault that can be switched on, to learn how faults are found.
///
/// Each takes over exactly one act of a training step; every other act, and every act while no bug
/// is on, is the ordinary one. See `StepHooks`.
package protocol Bug: StepHook {
  /// What it is called: `pool-last-window`.
  var name: String { get }
  /// What the code does wrong, in a line.
  var summary: String { get }
  /// The act in which it deviates.
  var act: BugAct { get }
  /// Why it cannot show with a network and its settings; `nil` if it can.
  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle?

  /// Spoils fresh weights; most bugs leave them alone.
  func start<S: Scalar>(_ network: inout Network<S>)
}

/// The acts in which bugs deviate.
package enum BugAct: String, CaseIterable, Sendable {
  case forward, backward, update, data, report, start
}

extension Bug {
  package func start<S: Scalar>(_ network: inout Network<S>) {}
}

/// Every bug. To add one, write it and add a line here.
package enum BugCatalog {
  /// The bugs, in the order in which a step would meet them.
  package static let all: [any Bug] = [
    LabelsUnshuffled(), KernelUnscaled(), LeakyDiscarded(), SoftmaxUnshifted(),
    BatchSum(), DenseFromMask(), DenseLate(), LeakySlopes(), ReLUAsTanh(), ReLUNoMask(),
    PoolLastWindow(), PoolTiesAll(), PoolOverwrite(), ConvInputScrambled(), ConvAssign(),
    ConvFlipped(), NoUpdateConv(), KernelsInteger(), AdamOfOutput(), CountReset(), MeanOf99(),
  ]

  package static func named(_ name: String) -> (any Bug)? { all.first { $0.name == name } }
}

extension Trainer {
  /// The bugs that are on.
  package var bugs: [any Bug] { hooks.active.compactMap { $0 as? any Bug } }

  /// Switches bugs on, and all others off.
  package mutating func setBugs(_ bugs: [any Bug]) { setHooks(bugs) }
}

extension Timeline.Action {
  /// The bugs that are on from now on.
  package static func bugs(_ bugs: [any Bug]) -> Self { .hooks(bugs) }
}
