package import ConvNet

/// A bug that can be switched on, to learn how bugs are found.
///
/// Each bug takes over exactly one part of a training step; all other parts, and every part while
/// no bug is on, work as usual. See `StepHooks`.
package protocol Bug: StepHook {
  /// What the code does wrong, in one line.
  var summary: String { get }
  /// The part of the step in which it deviates.
  var act: BugAct { get }
  /// Why it cannot show with a network and its settings; `nil` if it can. If it cannot show, it
  /// does not act: this is the only place that says where a bug applies.
  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle?

  /// Corrupts fresh weights; most bugs leave them unchanged.
  func start<S: Scalar>(_ network: inout Network<S>)
}

/// The parts of a training step in which bugs deviate.
package enum BugAct: String, CaseIterable, Sendable {
  case forward, backward, update, data, report, start
}

extension Bug {
  /// A bug applies if nothing keeps it from showing: if it cannot show, it does not act.
  package func applies<S: Scalar>(to trainer: Trainer<S>) -> Bool { obstacle(in: trainer) == nil }

  package func start<S: Scalar>(_ network: inout Network<S>) {}
}

/// Every bug. To add one, write it and add a line here.
package enum BugCatalog {
  /// The bugs, in the order in which a step would meet them.
  package static let all: [any Bug] = [
    LabelsUnshuffled(), KernelUnscaled(), LeakyDiscarded(), SoftmaxUnshifted(),
    BatchSum(), DenseFromMask(), DenseLate(), LeakySlopes(), LeakyConstant(), ReLUAsTanh(),
    ReLUNoMask(), PoolLastWindow(), PoolTiesAll(), PoolOverwrite(), ConvInputScrambled(),
    ConvAssign(), ConvFlipped(), StrideForgotten(), GradKept(), NoUpdateConv(), KernelsInteger(),
    AdamOfOutput(), CountReset(), MeanOf99(),
  ]

  package static func named(_ name: String) -> (any Bug)? { all.first { $0.name == name } }

  /// The bug, or the riddle, with the given name.
  package static func hook(named name: String) -> (any StepHook)? {
    named(name) ?? Riddle(named: name)
  }
}

extension Network {
  /// Lets what is switched on spoil fresh weights.
  package mutating func start(with hooks: [any StepHook]) {
    for hook in hooks { (hook as? any Bug)?.start(&self) }
  }
}

extension Trainer {
  /// The bugs that are on, whether or not they can show.
  package var bugs: [any Bug] { switchedOn.compactMap { $0 as? any Bug } }

  /// The riddle that the active bug belongs to, if any.
  package var riddle: Riddle? { switchedOn.lazy.compactMap { $0 as? Riddle }.first }

  /// Everything that is switched on: bugs, and the mark of a riddle.
  package var switchedOn: [any StepHook] { hooks.switchedOn }
}
