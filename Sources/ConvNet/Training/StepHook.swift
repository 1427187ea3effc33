/// Something that may take over parts of a training step, such as a bug for a student to find.
///
/// It takes over the parts that it implements; all other parts, and every part while no hook is on,
/// work as usual.
public protocol StepHook: Sendable {
  /// The hook's name.
  var name: String { get }
  /// Whether it can make a difference to a trainer in its current state. While it cannot, none of
  /// its other methods is called.
  func applies<S: Scalar>(to trainer: Trainer<S>) -> Bool
  /// A different layer to run forward in place of a layer.
  func standIn<S: Scalar>(for layer: any Layer<S>, at index: Int) -> (any Layer<S>)?
  /// A different context for the forward pass.
  func context(_ right: PassContext) -> PassContext?
  /// A different loss.
  func loss<S: Scalar>(_ pass: any AnyPass<S>, right: LossRecord<S>, by loss: Loss) -> LossRecord<
    S
  >?
  /// A different gradient of the loss.
  func lossGradient<S: Scalar>(
    _ pass: any AnyPass<S>, right: Upstream<S>, by loss: Loss
  ) -> Upstream<S>?
  /// Whether its backward passes need the gradients of the update before; see
  /// ``BackwardPlace/kept``.
  var keepsGradients: Bool { get }
  /// A different backward pass of a layer.
  func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>?
  /// Changes a network after an update.
  func update<S: Scalar>(_ network: inout Network<S>, with update: FinishedUpdate<S>)
  /// A different label for the image at a position of the shuffled order.
  func label(ofPosition position: Int, in images: LabelledImages) -> Int?
  /// A different report on some updates of a journal.
  func report(_ journal: Journal, over updates: Range<Int>) -> (loss: Double, accuracy: Double)?
}

/// Where in a network a backward pass is.
public struct BackwardPlace<S: Scalar>: Sendable {
  /// The layer's forward pass.
  public let pass: any AnyPass<S>
  /// The layer's index, counted from the input.
  public let index: Int
  /// The learning rate of the next update.
  public let rate: S
  /// dL/d(parameters) that the last update used, if a hook keeps gradients and has been on since;
  /// otherwise empty.
  public let kept: [Tensor<S>]

  package init(pass: any AnyPass<S>, index: Int, rate: S, kept: [Tensor<S>] = []) {
    self.pass = pass
    self.index = index
    self.rate = rate
    self.kept = kept
  }
}

/// What an update was made of.
public struct FinishedUpdate<S: Scalar>: Sendable {
  /// The network before the update.
  public let before: Network<S>
  /// The gradients it used, one entry per layer.
  public let gradients: [LayerGradients<S>]
  /// The learning rate it used.
  public let rate: S
}

extension StepHook {
  public func standIn<S: Scalar>(for layer: any Layer<S>, at index: Int) -> (any Layer<S>)? { nil }
  public func context(_ right: PassContext) -> PassContext? { nil }
  public func loss<S: Scalar>(
    _ pass: any AnyPass<S>, right: LossRecord<S>, by loss: Loss
  ) -> LossRecord<S>? { nil }
  public func lossGradient<S: Scalar>(
    _ pass: any AnyPass<S>, right: Upstream<S>, by loss: Loss
  ) -> Upstream<S>? { nil }
  public var keepsGradients: Bool { false }
  public func backward<S: Scalar>(
    _ upstream: Upstream<S>, at place: BackwardPlace<S>, right: LayerGradients<S>
  ) -> LayerGradients<S>? { nil }
  public func update<S: Scalar>(_ network: inout Network<S>, with update: FinishedUpdate<S>) {}
  public func label(ofPosition position: Int, in images: LabelledImages) -> Int? { nil }
  public func report(
    _ journal: Journal, over updates: Range<Int>
  ) -> (loss: Double, accuracy: Double)? { nil }
}
