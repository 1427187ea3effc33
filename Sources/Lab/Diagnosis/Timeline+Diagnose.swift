package import ConvNet

extension Timeline {
  /// What is wrong with the training up to now, most serious first; usually nothing.
  ///
  /// Losses are read off the journal and the present numbers are looked at once. Only where
  /// something is wrong does it go back, on copies, to find where it began, and try from the start,
  /// with one thing changed at a time, what would have helped.
  ///
  /// - Parameters:
  ///   - effort: How closely to look.
  ///   - rate: A learning rate that is known to suit the network, to be tried first.
  ///   - shouldStop: Asked often; once it says so, nothing more is found.
  /// - Returns: At most one finding of a kind and layer.
  @specialized(where S == Float)
  package func diagnose(
    _ effort: DiagnosisEffort = .thorough, knownRate rate: Double? = nil,
    until shouldStop: () -> Bool = { false }
  ) -> [Diagnosis] {
    let all =
      Interruption.run(until: shouldStop) {
        Investigation(self, effort: effort, knownRate: rate).findings()
      } ?? []
    return all.filter(\.isFault) + all.filter { !$0.isFault }
  }

  /// The parameter with the largest magnitude, and the largest magnitude when the present network
  /// was new.
  package var largestParameters: (now: Diagnosis.Reading?, atFirst: Double) {
    (state.largestParameter, FirstNetwork(self).largest)
  }

  /// When the present network was new, or the earliest time since then that is kept.
  var firstKept: Int { max(beginning, state.journal.start ?? 0) }
}

/// How closely a diagnosis looks.
package enum DiagnosisEffort: Comparable, Sendable {
  /// At the losses and the present numbers.
  case glance
  /// Also for dead units and, where something is wrong, for its cause.
  case look
  /// Also at gradients, updates, reports and data where nothing seems wrong.
  case thorough
}
