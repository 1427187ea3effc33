/// Networks in the words of PyTorch and Keras: `Conv2D(8, 3), MaxPooling2D(2), Dense(10)`.
enum ForeignDiagram {
  /// The diagram that is meant; `nil` where a part of it is not known.
  static func translated(_ text: String) -> String? {
    guard text.contains("(") else { return nil }
    if let call = CallSyntax(text), call.name.lowercased() == "sequential" {
      let layers = call.arguments.joined(separator: ",")
      return translated(layers.hasPrefix("[") ? String(layers.dropFirst().dropLast()) : layers)
    }
    var layers: [String] = []
    for part in CallSyntax.parts(of: text) {
      guard let call = CallSyntax(part.contains("(") ? part : part + "()"),
        append(call, to: &layers)
      else { return nil }
      switch call.named["activation"]?.lowercased() {
      case nil, "linear", "none": break
      case "relu": layers.append("relu")
      case "tanh": layers.append("tanh")
      case "sigmoid": layers.append("sigmoid")
      case "softmax" where endInSoftmax(&layers): break
      default: return nil
      }
    }
    guard endInProbability(&layers) else { return nil }
    return layers.isEmpty ? nil : layers.joined(separator: ", ")
  }

  /// Adds the layer that a call is about; says whether it is known.
  private static func append(_ call: CallSyntax, to layers: inout [String]) -> Bool {
    func pooling(_ word: String) {
      let size = call.numbers(at: 0, named: "kernel_size", "pool_size").first ?? 2
      let stride = call.numbers(at: 1, named: "stride", "strides").first ?? size
      layers.append(
        word == "maxpool" && size == 2 && stride == 2
          ? "maxpool2" : "\(word) \(size)" + (stride == size ? "" : " stride=\(stride)"))
    }
    switch call.name.lowercased() {
    case "input", "inputlayer": break
    case "conv2d":
      // Keras infers the number of channels; PyTorch takes it as the first argument.
      let first = call.name == "Conv2D" ? 0 : 1
      let filters = call.numbers(at: first, named: "filters", "out_channels")
      let kernel = call.numbers(at: first + 1, named: "kernel_size")
      guard let count = filters.first, let rows = kernel.first else { return false }
      let stride = call.numbers(at: first + 2, named: "stride", "strides").first ?? 1
      let padding =
        call.named["padding"] == "same"
        ? rows / 2
        : call.numbers(at: call.name == "Conv2D" ? nil : first + 3, named: "padding").first ?? 0
      layers.append(
        "conv2d \(count) \(rows)x\(kernel.last ?? rows)" + (stride == 1 ? "" : " stride=\(stride)")
          + (padding == 0 ? "" : " padding=\(padding)"))
    case "maxpool2d", "maxpooling2d": pooling("maxpool")
    case "avgpool2d", "averagepooling2d": pooling("avgpool")
    case "globalaveragepooling2d": layers.append("avgpool all")
    case "dense", "linear":
      let isDense = call.name.lowercased() == "dense"
      guard let outputs = call.numbers(at: isDense ? 0 : 1, named: "units", "out_features").first
      else { return false }
      layers.append("fc \(outputs)")
    case "relu": layers.append("relu")
    case "leakyrelu": layers.append("leakyrelu")
    case "tanh": layers.append("tanh")
    case "flatten": layers.append("flatten")
    case "batchnorm2d", "batchnorm1d", "batchnormalization": layers.append("batchnorm")
    case "dropout":
      guard let rate = Double(call.named["p"] ?? call.named["rate"] ?? call.arguments.first ?? ""),
        (0..<1).contains(rate)
      else { return false }
      layers.append("dropout keep=\((100 * (1 - rate)).rounded() / 100)")
    case "sigmoid": layers.append("sigmoid")
    case "softmax": return endInSoftmax(&layers)
    default: return false
    }
    return true
  }

  /// Makes the dense layer at the end one that answers with probabilities.
  private static func endInSoftmax(_ layers: inout [String]) -> Bool {
    guard let last = layers.last, last.hasPrefix("fc ") else { return false }
    layers[layers.count - 1] = "softmax" + last.dropFirst(2)
    return true
  }

  /// Joins a sigmoid at the end with the dense layer before it, which must have one output.
  private static func endInProbability(_ layers: inout [String]) -> Bool {
    guard layers.last == "sigmoid" else { return true }
    layers.removeLast()
    guard layers.popLast() == "fc 1" else { return false }
    layers.append("sigmoid")
    return true
  }
}
