import ConvNet
import Testing

@Suite struct InterruptionTests {
  @Test func `work that nobody stops is whole, and work that nobody began is never stopped`() {
    #expect(!Interruption.isRequested)
    #expect(Interruption.run(until: { false }) { Interruption.isRequested ? 1 : 2 } == 2)
  }

  @Test func `work that asked in vain, and was told to stop later, is whole`() {
    var isPressed = false
    let result = Interruption.run(until: { isPressed }) {
      let answer = Interruption.isRequested
      isPressed = true
      return answer
    }
    #expect(result == false)
  }

  @Test func `part of the work that was left out makes all of it unusable, whatever it throws`() {
    struct Failure: Error {}
    #expect(Interruption.run(until: { true }) { Interruption.isRequested } == nil)
    let result: Void? = try? Interruption.run(until: { true }) {
      if Interruption.isRequested { throw Failure() }
    }
    #expect(result == nil)
  }

  @Test func `work within work stops with it, and both learn of it`() {
    var inner: Int? = 0
    let outer: Void? = Interruption.run(until: { true }) {
      inner = Interruption.run(until: { false }) { Interruption.isRequested ? 1 : 2 }
    }
    #expect(inner == nil && outer == nil)
  }

  @Test func `work within work that is stopped alone leaves the work around it whole`() {
    let outer = Interruption.run(until: { false }) {
      Interruption.run(until: { true }) { Interruption.isRequested } == nil
    }
    #expect(outer == true)
  }

  @Test func `a question that asks the work around it does so, and not itself`() {
    var isPressed = false
    let result: Void? = Interruption.run(until: { isPressed }) {
      let inner: Void? = Interruption.run(until: { Interruption.isRequested }) {
        isPressed = true
        _ = Interruption.isRequested
      }
      #expect(inner == nil)
    }
    #expect(result == nil)
  }

  @Test func `parts cover everything, and end where the work should stop`() {
    for (count, parts) in [(0, []), (3, [0..<3]), (4, [0..<4]), (9, [0..<4, 4..<8, 8..<9])] {
      #expect(Array(Interruption.parts(of: count, size: 4)) == parts)
    }
    var done: [Range<Int>] = []
    let isDone: Void? = Interruption.run(until: { done.count == 2 }) {
      for part in Interruption.parts(of: 20, size: 4) { done.append(part) }
    }
    #expect(isDone == nil)
    #expect(done == [0..<4, 4..<8])
  }

  @Test func `the work on other threads asks the same question`() {
    let answers = Interruption.run(until: { true }) {
      Parallel.map(8) { _ in Interruption.isRequested }
    }
    #expect(answers == nil)
    var asked: [Bool] = []
    let isDone: Void? = Interruption.run(until: { true }) {
      asked = Parallel.map(8) { _ in Interruption.isRequested }
    }
    #expect(isDone == nil)
    #expect(asked == [Bool](repeating: true, count: 8))
  }
}
