/// Stochastic gradient descent: w = w - learning rate * dL/dw, for every parameter.
public struct SGD<S: Scalar>: Sendable {
  /// How far each update goes along the gradient.
  public var learningRate: S

  /// Descent at the given rate.
  public init(learningRate: S) { self.learningRate = learningRate }

  /// Moves every parameter of the network.
  public func update(_ network: inout Network<S>, with gradients: [LayerGradients<S>]) {
    network.withParameters { layer, parameter, values in
      gradients[layer].parameters[parameter].withPointer { gradient in
        values.values.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          S.descend(count: buffer.count, rate: learningRate, gradient: gradient, values: base)
        }
      }
    }
  }
}
