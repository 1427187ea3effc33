import ConvNet
import TestSupport
import Testing

struct TraceTests {
  static let cases = ExplanationTests.cases

  @Test(arguments: cases)
  func `at every layer the contributions sum to the gradient`(
    _ test: ExplanationTests.Case
  ) throws {
    var timeline = try ExplanationTests.timeline(test)
    while timeline.state.next != .update { timeline.perform(.operation) }
    let trainer = timeline.state
    for place in trainer.places.filter(trainer.isWritable) {
      guard case .computed(let values) = try trainer.read(place) else { continue }
      for offset in stride(from: 0, to: values.values.count, by: 3) {
        let trace = try trainer.trace(
          Place(
            layer: place.layer, quantity: place.quantity, indices: values.shape.indices(at: offset))
        )
        #expect(!trace.stages.isEmpty)
        // If batch normalisation cancels a gradient, the individual contributions are still large.
        let scale = trace.stages.reduce(1e-6) { max($0, $1.above - $1.below) }
        for stage in trace.stages {
          #expect(abs(stage.total - Double(trace.gradient)) <= 1e-4 * scale, "\(trace.place)")
          #expect(stage.felt <= stage.moved && stage.moved <= stage.count)
        }
      }
    }
  }

  @Test func `in front of max pooling the loss feels fewer sums than a weight moves`() throws {
    var timeline = try ExplanationTests.timeline(ExplanationTests.cases[0])
    while timeline.state.next != .update { timeline.perform(.operation) }
    let trace = try timeline.state.trace(Place(parsing: "conv.filters[0,1,1]"))
    let upstream = try #require(try timeline.values("conv.d_out"))
    #expect(trace.stages[0].felt < trace.stages[0].moved)
    #expect(trace.stages[0].felt <= upstream.count { $0 != 0 })
  }

  @Test func `what moves nothing has its reason`() throws {
    func obstacle(_ diagram: String, _ place: String) throws -> Trace<Float>.Obstacle? {
      var timeline = try ExplanationTests.timeline(
        ExplanationTests.Case(diagram: diagram, image: Shape(1, 6, 6), ties: .first))
      while timeline.state.next != .update { timeline.perform(.operation) }
      return try timeline.state.trace(Place(parsing: place)).obstacle
    }
    // Windows of 2 every 3 leave out row and column 2.
    #expect(try obstacle("maxpool 2 stride=3, softmax 3", "image[2,0]") == .inNoWindow)
    #expect(try obstacle("avgpool 2 stride=3, softmax 3", "image[3,5]") == .inNoWindow)
    #expect(try obstacle("conv2d 2 1x1 stride=5, softmax 3", "image[2,3]") == .inNoWindow)
    #expect(try obstacle("conv2d 2 1x1 stride=5, softmax 3", "image[5,5]") == nil)
    let pixels = [[0, 0], [0, 1], [1, 0], [1, 1]].map { "image[\($0[0]),\($0[1])]" }
    let losers = try pixels.filter {
      try obstacle("maxpool 2 stride=3, softmax 3", $0) == .winsNoWindow
    }
    #expect(losers.count == 3)
  }

  @Test func `a trace begins at one pixel or one parameter`() throws {
    var timeline = try ExplanationTests.timeline(ExplanationTests.cases[0])
    while timeline.state.next != .update { timeline.perform(.operation) }
    for text in ["conv.out[0,0,0]", "conv.filters", "loss", "image"] {
      #expect(throws: InspectionError.self) { try timeline.state.trace(Place(parsing: text)) }
    }
  }
}
