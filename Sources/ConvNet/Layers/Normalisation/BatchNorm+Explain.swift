extension BatchNorm {
  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    guard place.quantity != "batches" else {
      return Explanation(
        place, value, intro: "The number of batches that the running averages cover.",
        formula: "old value + 1", .plus(.constant(batches.values[0]), .constant(1)))
    }
    guard let c = indices.first else { return nil }
    switch place.quantity {
    case "out":
      let normalised = context.own("normalised", indices, in: pass.record.normalised)
      return Explanation(
        place, value,
        intro: "The normalised input, scaled and shifted by what channel \(c) learned.",
        formula: "\(context.place("weights", c)) x \(normalised.places[0]) + "
          + "\(context.place("biases", c))",
        .plus(
          .times(parameter("weights", weights, c, context), normalised),
          parameter("biases", biases, c, context)),
        next: normalised.places[0])
    case "normalised": return explainNormalised(place, value, indices, pass, context)
    case "mean", "variance": return explainMoment(place, value, c, pass, context)
    case "d_weights", "d_biases": return explainGradient(place, value, c, pass, context)
    case "d_in": return explainInputGradient(place, value, indices, pass, context)
    case "running_mean", "running_variance": return explainRunning(place, value, c, context)
    default: return nil
    }
  }

  private func parameter(
    _ name: String, _ values: Tensor<S>, _ c: Int, _ context: ExplanationContext<S>
  ) -> Arithmetic<S> {
    .stored(context.place(name, c), values.values[c])
  }

  /// sqrt(variance + e).
  private func deviation(
    _ c: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Arithmetic<S> {
    .root(
      .plus(
        parameter("variance", pass.record.variance, c, context), .constant(Self.epsilon)))
  }

  private func explainNormalised(
    _ place: Place, _ value: S, _ indices: [Int], _ pass: Pass<Self>,
    _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let c = indices[0]
    let input = context.input(indices)
    // Before the first update there are no running moments yet; the places of the moments in use
    // say what is used instead.
    let prefix = pass.record.isOfBatch || pass.layer.batches.values[0] == 0 ? "" : "running_"
    let mean = parameter(prefix + "mean", pass.record.mean, c, context)
    let variance = parameter(prefix + "variance", pass.record.variance, c, context)
    return Explanation(
      place, value,
      intro: pass.record.isOfBatch
        ? "How many standard deviations the input is above its channel's mean over the batch."
        : "In evaluation mode: how many standard deviations the input is above the running mean.",
      formula: "(\(input.places[0]) - \(mean.places[0])) / sqrt(\(variance.places[0]) + 1e-8)",
      .over(.minus(input, mean), .root(.plus(variance, .constant(Self.epsilon)))),
      next: mean.places[0])
  }

  private func explainMoment(
    _ place: Place, _ value: S, _ c: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let isMean = place.quantity == "mean"
    guard pass.record.isOfBatch else {
      let running = context.place("running_\(place.quantity)", c)
      return Explanation(
        place, value, intro: "In evaluation mode, the running \(place.quantity) is used.",
        formula: "\(running)", .stored(running, value),
        remarks: batches.values[0] == 0
          ? ["no batch has been seen yet, so mean 0 and variance 1 are used"] : [])
    }
    let count = geometry(pass.input.shape).count
    let mean = parameter("mean", pass.record.mean, c, context)
    let terms = context.terms(
      ofChannel: c, in: pass.input.shape, areAddedInDouble: true
    ) { context, indices in
      let input = context.input(indices)
      guard !isMean else { return input }
      let distance: Arithmetic<S> = .minus(input, mean)
      return .times(distance, distance)
    } factors: { offset in
      let input = pass.input.values[offset]
      guard !isMean else { return (input, nil) }
      let distance = input - pass.record.mean.values[c]
      return (distance, distance)
    }
    return Explanation(
      place, value,
      intro: isMean
        ? "The mean of channel \(c) over all \(count.counted("number")) of the batch."
        : "The mean squared distance of channel \(c)'s \(count.counted("number")) from their mean.",
      formula: isMean
        ? "sum over the batch of \(context.inputPlace) in channel \(c), / \(count)"
        : "sum over the batch of (\(context.inputPlace) - \(context.place("mean", c)))^2, / \(count)",
      .over(.sum(terms, columns: 8), .constant(S(count))),
      form: .products(
        label: "place", first: isMean ? "value" : "distance", second: isMean ? "times" : "distance")
    )
  }

  /// The running moments after the update that this pass led to; the layer is as it was before.
  private func explainRunning(
    _ place: Place, _ value: S, _ c: Int, _ context: ExplanationContext<S>
  ) -> Explanation<S>? {
    let name = String(place.quantity.dropFirst("running_".count))
    guard let moments = context.pass.quantity(name) else { return nil }
    let moment = parameter(name, moments, c, context)
    guard batches.values[0] > 0 else {
      return Explanation(
        place, value, intro: "The first batch's \(name), unchanged.",
        formula: "\(moment.places[0])", moment, next: moment.places[0])
    }
    let old = (name == "mean" ? runningMean : runningVariance).values[c]
    return Explanation(
      place, value, intro: "Mostly its old value, plus a part of this batch's \(name).",
      formula: "\(keep) x old value + (1 - \(keep)) x \(moment.places[0])",
      .plus(
        .times(.constant(S(keep)), .constant(old)), .times(.constant(S(1 - keep)), moment)),
      next: moment.places[0])
  }

  private func explainGradient(
    _ place: Place, _ value: S, _ c: Int, _ pass: Pass<Self>, _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let isWeight = place.quantity == "d_weights"
    let terms = context.terms(
      ofChannel: c, in: pass.input.shape, areAddedInDouble: true
    ) { context, indices in
      let upstream = context.upstream(at: indices)
      return isWeight
        ? .times(upstream, context.own("normalised", indices, in: pass.record.normalised))
        : upstream
    } factors: { offset in
      (
        context.upstream?.out.values[offset] ?? 0,
        isWeight ? pass.record.normalised.values[offset] : nil
      )
    }
    return Explanation(
      place, value,
      intro: isWeight
        ? "The weight scaled every number of channel \(c): its gradient is the sum over all."
        : "The bias was added to every number of channel \(c), so it gets all their gradients.",
      formula: "sum over the batch of \(context.layer).d_out"
        + (isWeight ? " x \(context.layer).normalised" : "") + " in channel \(c)",
      .sum(terms, columns: 8),
      form: .products(
        label: "place", first: "gradient in", second: isWeight ? "local: normalised" : "local"))
  }

  private func explainInputGradient(
    _ place: Place, _ value: S, _ indices: [Int], _ pass: Pass<Self>,
    _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let c = indices[0]
    let upstream = context.upstream(at: indices)
    let slope: Arithmetic<S> = .over(
      parameter("weights", weights, c, context), deviation(c, pass, context))
    let name = "\(context.place("weights", c)) / sqrt(\(context.place("variance", c)) + 1e-8)"
    guard pass.record.isOfBatch, let gradients = context.gradients?.parameters else {
      return Explanation(
        place, value,
        intro: "In evaluation mode the layer is linear: gradient in, times its slope.",
        formula: "\(name) x \(upstream.places[0])", .times(slope, upstream),
        next: upstream.places[0])
    }
    let count = Arithmetic<S>.constant(S(geometry(pass.input.shape).count))
    let normalised = context.own("normalised", indices, in: pass.record.normalised)
    return Explanation(
      place, value,
      intro:
        "The input moves the output, and also the batch's mean and variance, and so every output"
        + " of channel \(c).",
      formula: "\(name) x (\(upstream.places[0]) - \(context.place("d_biases", c)) / m - "
        + "\(normalised.places[0]) x \(context.place("d_weights", c)) / m),  m = \(geometry(pass.input.shape).count)",
      .times(
        slope,
        .minus(
          .minus(upstream, .over(parameter("d_biases", gradients[1], c, context), count)),
          .times(normalised, .over(parameter("d_weights", gradients[0], c, context), count)))),
      remarks: [
        "the two subtracted terms make the channel's d_in sum to 0: raising all its inputs alike "
          + "changes nothing"
      ], next: upstream.places[0])
  }
}
