import ConvNet
import Testing

@testable import Lab

/// The problems of practice: fresh, exact, and worth asking.
@Suite struct PracticeTests {
  @Test(arguments: PracticeTopic.all.map(\.name))
  func `a topic's problems are fresh, fit for paper and the same for a seed`(_ name: String) throws
  {
    let topic = try #require(PracticeTopic.named(name))
    var answers: Set<[Float]> = []
    for seed in 1...40 as ClosedRange<UInt64> {
      var (random, again) = (RandomSource(seed: seed), RandomSource(seed: seed))
      let problem = topic.problem(from: &random)
      let right = problem.right
      #expect(topic.problem(from: &again).right == right)
      answers.insert(right.values)
      #expect(problem.isWorthAsking, "seed \(seed)")
      #expect(right.shape.count <= 16)
      #expect(problem.marks(right.values.map(Double.init)).allSatisfy { $0 })
      #expect(problem.marks(right.values.map { Double($0) + 0.02 }).allSatisfy { !$0 })
      for place in problem.given {
        guard case .computed(let tensor) = try problem.shown.read(place) else {
          Issue.record("\(place) is given, but not computed")
          continue
        }
        #expect(tensor.shape.count <= 36, "\(place)")
      }
      if problem.decimals == nil {
        // On paper: whole numbers, halves or quarters.
        #expect(right.values.allSatisfy { $0 * 4 == ($0 * 4).rounded() }, "seed \(seed): \(right)")
      }
      // The engine says how it is computed.
      let indices = right.shape.indices(at: 0)
      let explanation = try problem.solved.explain(
        problem.place.with(problem.place.indices + indices))
      #expect(explanation.arithmetic.evaluate() == right.values[0])
    }
    #expect(answers.count > 8, "\(answers.count) different answers")
  }

  @Test func `the estimate of a gradient check is within its tolerance`() throws {
    let topic = try #require(PracticeTopic.named("gradient-check"))
    for seed in 1...40 as ClosedRange<UInt64> {
      var random = RandomSource(seed: seed)
      let problem = topic.problem(from: &random)
      let numbers = problem.story.split(separator: " ").compactMap {
        Double($0.trimmingSuffix { ",.;".contains($0) })
      }
      // Raised by 0.1 the loss is A; lowered by 0.1, B.
      try #require(numbers.count == 4)
      let estimate = (numbers[1] - numbers[3]) / 0.2
      #expect(problem.marks([estimate]) == [true], "seed \(seed): \(problem.story)")
    }
  }

  @Test func `an examination asks for a whole step, exact on paper`() throws {
    for seed in 1...12 as ClosedRange<UInt64> {
      var random = RandomSource(seed: seed)
      let questions = Examination(from: &random).questions
      let last = try #require(questions.last)
      #expect(
        questions.map(\.place.whole.description) == [
          "conv.out", "pool.out", "softmax.totals", "probabilities", "loss", "softmax.d_totals",
          "softmax.d_weights", "softmax.d_in", "pool.d_in", "conv.d_filters", "conv.d_in",
          "conv.filters",
        ])
      for question in questions where question.place.quantity != "loss" {
        #expect(question.right.values.allSatisfy { $0 * 8 == ($0 * 8).rounded() })
      }
      #expect(last.isWorthAsking || last.given.isEmpty)
      #expect(last.right != questions[0].shown.filters)
    }
  }
}

extension Trainer<Float> {
  fileprivate var filters: Tensor<Float>? {
    let place = Place(layer: "conv", quantity: "filters", indices: [0])
    guard case .computed(let tensor)? = try? read(place) else { return nil }
    return tensor
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ isPunctuation: (Character) -> Bool) -> Substring {
    var text = self
    while let last = text.last, isPunctuation(last) { text.removeLast() }
    return text
  }
}
