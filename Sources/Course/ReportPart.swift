/// A part of a lab report that a student writes; a lesson's question can ask for one.
package enum ReportPart: String, CaseIterable, Sendable {
  /// What the experiment is meant to find out.
  case objectives
  /// What the student expects, and why.
  case hypothesis
  /// What the observations mean.
  case inferences
  /// What has been learned.
  case conclusion
}
