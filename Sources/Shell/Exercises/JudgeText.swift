import ConvNet
import Lab
import Rendering

/// How judgements are worded.
enum JudgeText {
  /// The extents of an array: `1x1x4x4`.
  static func shape(_ extents: [Int]) -> String {
    extents.isEmpty ? "one number" : extents.asExtents
  }

  /// What is the matter with a wrong result.
  static func sentence(_ fault: Judgement.Fault) -> String {
    let ours = Numbers.compact(fault.ours, digits: 7)
    let yours = Numbers.compact(fault.yours, digits: 7)
    let more =
      fault.total == 1
      ? "" : "; \(Numbers.count(fault.count)) of \(Numbers.count(fault.total)) differ"
    return "wrong: \(fault.place) is \(ours), yours \(yours)\(more)"
  }

  /// What is the matter with a result of another shape.
  static func sentence(_ misfit: Judgement.Misfit) -> String {
    "wrong shape: expected \(shape(misfit.expected.extents)), yours is \(shape(misfit.found))"
      + (misfit.isTransposed ? ": it is transposed" : "")
  }
}
