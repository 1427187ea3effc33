/// A fault that can be switched on, to learn how faults are found.
///
/// Each deviates in one act of a training step and takes over just that one; every other act, and
/// every act while no bug is on, is the ordinary one. See `StepHooks`.
public protocol Bug: Sendable {
  /// What it is called: `pool-last-window`.
  var name: String { get }
  /// What the code does wrong, in a line.
  var summary: String { get }
  /// The act in which it deviates.
  var act: BugAct { get }
  /// Why it cannot show in a network or its settings, as a sentence; `nil` where it can.
  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> String?

  // MARK: Acts, each with what is right; `nil` leaves it so

  /// Another layer that runs forward in a layer's stead.
  func standIn<S: Scalar>(for layer: any Layer<S>, at index: Int) -> (any Layer<S>)?
  /// Another context for the forward pass.
  func context(_ right: PassContext) -> PassContext?
  /// Another loss.
  func loss<S: Scalar>(_ pass: any AnyPass<S>, right: LossRecord<S>, by loss: Loss) -> LossRecord<
    S
  >?
  /// Another gradient of the loss.
  func lossGradient<S: Scalar>(
    _ pass: any AnyPass<S>, right: Upstream<S>, by loss: Loss
  ) -> Upstream<S>?
  /// Another backward pass of a layer.
  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>?
  /// Spoils what an update made of a network.
  func update<S: Scalar>(_ network: inout Network<S>, with update: FinishedUpdate<S>)
  /// Another label for the image at a position of the shuffled order.
  func label(ofPosition position: Int, in images: LabelledImages) -> Int?
  /// Another report over some updates of a journal.
  func report(_ journal: Journal, over updates: Range<Int>) -> (loss: Double, accuracy: Double)?
  /// Spoils fresh weights.
  func start<S: Scalar>(_ network: inout Network<S>)
}

/// The acts in which bugs deviate.
public enum BugAct: String, CaseIterable, Sendable {
  case forward, backward, update, data, report, start
}

/// Where in a network a backward pass is.
public struct BackwardPlace<S: Scalar>: Sendable {
  /// The layer's forward pass.
  public let pass: any AnyPass<S>
  /// Its position, from the input on.
  public let index: Int
  /// The learning rate of the update to come.
  public let rate: S
}

/// What an update was made of.
public struct FinishedUpdate<S: Scalar>: Sendable {
  /// The network before it.
  public let before: Network<S>
  /// The gradients it used, one entry a layer.
  public let gradients: [LayerGradients<S>]
  /// The learning rate it took.
  public let rate: S
}

extension Bug {
  /// As it should be.
  public func standIn<S: Scalar>(for layer: any Layer<S>, at index: Int) -> (any Layer<S>)? { nil }
  /// As it should be.
  public func context(_ right: PassContext) -> PassContext? { nil }
  /// As it should be.
  public func loss<S: Scalar>(
    _ pass: any AnyPass<S>, right: LossRecord<S>, by loss: Loss
  ) -> LossRecord<S>? { nil }
  /// As it should be.
  public func lossGradient<S: Scalar>(
    _ pass: any AnyPass<S>, right: Upstream<S>, by loss: Loss
  ) -> Upstream<S>? { nil }
  /// As it should be.
  public func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? { nil }
  /// As it should be.
  public func update<S: Scalar>(_ network: inout Network<S>, with update: FinishedUpdate<S>) {}
  /// As it should be.
  public func label(ofPosition position: Int, in images: LabelledImages) -> Int? { nil }
  /// As it should be.
  public func report(
    _ journal: Journal, over updates: Range<Int>
  ) -> (loss: Double, accuracy: Double)? { nil }
  /// As it should be.
  public func start<S: Scalar>(_ network: inout Network<S>) {}
}

/// Every bug: to add one is to write it and to add a line here.
public enum BugCatalog {
  /// The bugs, in the order in which a step would meet them.
  public static let all: [any Bug] = [
    LabelsUnshuffled(), KernelUnscaled(), LeakyDiscarded(), SoftmaxUnshifted(),
    BatchSum(), DenseFromMask(), DenseLate(), LeakySlopes(), ReLUAsTanh(), ReLUNoMask(),
    PoolLastWindow(), PoolTiesAll(), PoolOverwrite(), ConvInputScrambled(), ConvAssign(),
    ConvFlipped(), NoUpdateConv(), KernelsInteger(), AdamOfOutput(), CountReset(), MeanOf99(),
  ]

  /// The bug of a name.
  public static func named(_ name: String) -> (any Bug)? { all.first { $0.name == name } }
}

extension Trainer {
  /// Whether the network has a layer of a kind.
  func has(_ kind: String) -> Bool {
    network.nodes.contains { type(of: $0.layer).kind == kind }
  }
}
