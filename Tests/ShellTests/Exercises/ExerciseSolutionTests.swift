import ConvNet
import Foundation
import Lab
import Shell
import TestSupport
import Testing

/// Right solutions are found right; of wrong ones, the slip is named.
@Suite(.enabled(if: NumPy.isThere, Comment(rawValue: NumPy.absence)))
struct ExerciseSolutionTests {
  /// A solution with a slip planted in it.
  struct Planted: Sendable, CustomTestStringConvertible {
    let exercise: String
    /// The result in which the slip shows.
    let result: String
    let slip: String
    let right: String
    let wrong: String
    var testDescription: String { "\(exercise): \(slip)" }

    init(_ exercise: String, _ result: String, _ slip: String, _ right: String, _ wrong: String) {
      (self.exercise, self.result, self.slip) = (exercise, result, slip)
      (self.right, self.wrong) = (right, wrong)
    }
  }

  static let planted = [
    Planted(
      "conv-forward", "out", "filter-rotated", "* filters[f])", "* filters[f, :, ::-1, ::-1])"),
    Planted("conv-forward", "out", "bias-forgotten", " + biases[f]", ""),
    Planted(
      "conv-forward", "out", "bias-per-product", "filters[f]) + biases[f]",
      "filters[f] + biases[f])"),
    Planted("conv-forward", "out", "patch-summed", "patch * filters[f]", "patch"),
    Planted("pool-forward", "max_out", "window-mean", ".max((4, 5))", ".mean((4, 5))"),
    Planted("pool-forward", "max_out", "window-smallest", ".max((4, 5))", ".min((4, 5))"),
    Planted("pool-forward", "average_out", "window-sum", ".mean((4, 5))", ".sum((4, 5))"),
    Planted("softmax-loss", "loss", "log-10", "labels].mean()", "labels].mean() / np.log(10)"),
    Planted("softmax-loss", "loss", "loss-not-averaged", "labels].mean()", "labels].sum()"),
    Planted(
      "softmax-loss", "d_logits", "y-forgotten", "softmax(logits) - truth", "softmax(logits)"),
    Planted(
      "softmax-loss", "d_logits", "y-minus-p", "softmax(logits) - truth", "truth - softmax(logits)"),
    Planted("softmax-loss", "d_logits", "batch-not-divided", " / len(labels)", ""),
    Planted(
      "softmax-loss", "probabilities", "without-shift",
      "logits - logits.max(1, keepdims=True))\n    return", "logits)\n    return"),
    Planted(
      "dense-backward", "d_weights", "input-forgotten", "d_out.T @ x", "d_out.T @ np.ones_like(x)"),
    Planted("dense-backward", "d_weights", "one-sample", "d_out.T @ x", "d_out[:1].T @ x[:1]"),
    Planted(
      "dense-backward", "d_in", "one-output", "d_out @ weights", "d_out[:, :1] @ weights[:1]"),
    Planted(
      "pool-backward", "max_d_in", "to-all-cells", "y + row, z + column]", "y:y + size, z:z + size]"
    ),
    Planted("pool-backward", "max_d_in", "to-the-first", "y + row, z + column]", "y, z]"),
    Planted("pool-backward", "max_d_in", "overlap-overwritten", "z + column] +=", "z + column] ="),
    Planted("pool-backward", "average_d_in", "to-all-cells", " / size ** 2", ""),
    Planted(
      "conv-backward", "d_filters", "gradient-rotated", "return d_filters",
      "return d_filters[:, :, ::-1, ::-1]"),
    Planted(
      "conv-backward", "d_biases", "mean-over-places", "d_out.sum((0, 2, 3))",
      "d_out.mean((2, 3)).sum(0)"),
    Planted(
      "conv-backward", "d_in", "filter-not-rotated", "j] * filters[f]",
      "j] * filters[f, :, ::-1, ::-1]"),
    Planted(
      "conv-backward", "d_in", "overwritten",
      "d_in[n, :, y:y + filters.shape[2], z:z + filters.shape[3]] += d_out[n, f, i, j] * filters[f]",
      "d_in[n, :, y:y + filters.shape[2], z:z + filters.shape[3]] = np.tensordot(d_out[n, :, i, j], filters, 1)"
    ),
    Planted("relu", "out", "absolute", "np.maximum(x, 0)", "np.abs(x)"),
    Planted("relu", "d_in", "mask-forgotten", "d_out * (x > 0)", "d_out"),
    Planted("relu", "d_in", "open-at-0", "x > 0", "x >= 0"),
    Planted("relu", "d_in", "mask-of-gradient", "x > 0", "d_out > 0"),
    Planted(
      "batch-norm", "out", "variance-of-sample", "x.var(AXES, keepdims=True)",
      "x.var(AXES, keepdims=True, ddof=1)"),
    Planted(
      "batch-norm", "out", "divided-by-variance", "np.sqrt(variance)\n\n\ndef batch_norm_f",
      "variance\n\n\ndef batch_norm_f"),
    Planted("batch-norm", "d_in", "moments-as-constants", " - through_mean - through_variance", ""),
    Planted("batch-norm", "d_in", "through-variance-forgotten", " - through_variance", ""),
    Planted("batch-norm", "d_in", "through-mean-forgotten", " - through_mean -", " -"),
    Planted("optimizers", "sgd_w", "step-added", "return w - rate * g", "return w + rate * g"),
    Planted(
      "optimizers", "momentum_w", "momentum-reversed", "momentum * v - rate", "-momentum * v - rate"
    ),
    Planted("optimizers", "momentum_w", "momentum-forgotten", "momentum * v - rate", "-rate"),
    Planted(
      "optimizers", "adam_w", "adam-uncorrected",
      "mean, square = m / (1 - 0.9 ** t), s / (1 - 0.999 ** t)", "mean, square = m, s"),
    Planted("network", "d_logits", "batch-not-divided", "labels]) / count", "labels])"),
    Planted("network", "d_filters", "activation-skipped", "d_relu * (conv > 0)", "d_relu"),
    Planted(
      "network", "d_filters", "gradient-rotated", "return d_logits, d_weights, d_biases, d_filters",
      "return d_logits, d_weights, d_biases, d_filters[:, :, ::-1, ::-1]"),
    Planted("network", "loss", "loss-not-averaged", "labels].mean()", "labels].sum()"),
  ]

  private static func solution(_ exercise: String) throws -> String {
    let url = Checkout.url("Tests/ShellTests/Exercises/solutions/\(exercise).py")
    return try String(contentsOf: url, encoding: .utf8)
  }

  /// Writes an exercise, puts a solution into it and runs it.
  ///
  /// - Returns: A shell, and the folder of the exercise.
  private func run(
    _ exercise: String, _ solution: String, in folder: TemporaryFolder, seed: Int = 1
  ) throws -> (shell: TestShell, path: String) {
    let shell = try TestShell()
    let path = folder["own"]
    try shell.run("exercise \(exercise) \(path) --seed \(seed)")
    try folder.write(solution, to: "own/layers.py")
    let result = try NumPy.run("\(path)/run.py")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
    return (shell, path)
  }

  private func verdicts(_ shell: TestShell, _ path: String) throws -> [[String: Any]] {
    let json = try JSONSerialization.jsonObject(
      with: Data(try shell.run("judge \(path) --json").utf8))
    return try #require(json as? [[String: Any]])
  }

  @Test(arguments: Exercises.all.map(\.name))
  func `a right solution is right in every case`(_ exercise: String) throws {
    let folder = try TemporaryFolder()
    let (shell, path) = try run(exercise, Self.solution(exercise), in: folder, seed: 71)
    let before = shell.state
    for verdict in try verdicts(shell, path) {
      #expect(verdict["verdict"] as? String == "right", "\(verdict)")
      let error = try #require(verdict["error"] as? Double)
      #expect(error < 3e-5, "\(verdict)")
    }
    #expect(shell.state == before)
    #expect(!shell.session.hasFoundFault)
  }

  @Test(arguments: planted)
  func `a planted slip is named where it shows first, and the place explains itself`(
    _ planted: Planted
  ) throws {
    let folder = try TemporaryFolder()
    let right = try Self.solution(planted.exercise)
    try #require(right.contains(planted.right))
    let wrong = right.replacing(planted.right, with: planted.wrong)
    let (shell, path) = try run(planted.exercise, wrong, in: folder)
    let first = try #require(
      try verdicts(shell, path).first {
        $0["verdict"] as? String == "wrong" && $0["result"] as? String == planted.result
      })
    let named = (first["slip"] as? String ?? "").components(separatedBy: " or ")
    #expect(named.contains(planted.slip), "\(first)")
    #expect(shell.session.hasFoundFault)
    // The session holds the case.
    let said = try shell.run("judge \(path)")
    let next = try #require(said.split(separator: "\n").last { $0.hasPrefix("next: ") })
    #expect(shell.error(String(next.dropFirst(6))) == nil, "\(next)")
  }

  @Test func `every exercise has at least three planted slips`() {
    for exercise in Exercises.all {
      #expect(Self.planted.count { $0.exercise == exercise.name } >= 3, "\(exercise.name)")
    }
  }

  @Test func `run.py says what is missing, goes on after an error, and leaves no old answer`()
    throws
  {
    let folder = try TemporaryFolder()
    let right = try Self.solution("conv-backward")
    let (shell, path) = try run("conv-backward", right, in: folder)
    try folder.write(
      right.replacing("return d_out.sum((0, 2, 3))", with: "raise NotImplementedError(\"biases\")")
        .replacing("return d_filters", with: "return d_filters[5]"),
      to: "own/layers.py")
    let result = try NumPy.run("\(path)/run.py")
    #expect(result.output.contains("biases") && result.errors.contains("IndexError"))
    let found = try verdicts(shell, path)
    for verdict in found {
      let isRight = verdict["result"] as? String == "d_in"
      #expect(verdict["verdict"] as? String == (isRight ? "right" : "missing"))
    }
  }
}
