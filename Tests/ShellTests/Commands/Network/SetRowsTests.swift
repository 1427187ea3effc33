import ConvNet
import Testing

@testable import Shell

/// `set PLACE NUMBERS`: a slice is filled row by row, in the ways in which people write matrices.
@Suite struct SetRowsTests {
  /// The numbers at a place.
  private func numbers(_ place: String, in shell: TestShell) throws -> [Float] {
    guard case .computed(let tensor) = try shell.session.trainer.read(Place(parsing: place)) else {
      return []
    }
    return tensor.values
  }

  @Test(arguments: [
    "set conv.filters[0] [1 -1 0; 2 0 3; 4 5 6]", "set conv.filters[0] 1 -1 0 2 0 3 4 5 6",
    "set conv.filters[0] [[1, -1, 0], [2, 0, 3], [4, 5, 6]]",
    "set conv.filters[0] [[ 1. -1.  0.] [ 2.  0.  3.] [ 4.  5.  6.]]",
    "set conv.filters[0] array([[1., -1., 0.], [2., 0., 3.], [4., 5., 6.]])",
    "set conv.filters[0] tensor([[[1, -1, 0], [2, 0, 3], [4, 5, 6]]])",
    "set conv.filters [1,-1,0;2,0,3;4,5,6]", "set conv.filters[0]=[1 -1 0; 2 0 3; 4 5 6;]",
    "set conv.filters[0] = [1 \u{2212}1 0; 2 0 3; 4 5 6]",
    "conv.filters[0] = [1 -1 0; 2 0 3; 4 5 6]", "conv.filters[0]=[1 -1 0;2 0 3;4 5 6]",
    "conv.filters[0] =[1,-1,0;2,0,3;4,5,6]",
    "backstep> set conv.filters[0] [1 -1 0; 2 0 3; 4 5 6]",
    "backstep bug=conv-flipped> conv.filters[ 0 ] = 1, -1, 0, 2, 0, 3, 4, 5, 6",
  ])
  func `rows are read as people write them`(_ line: String) throws {
    let shell = try TestShell("load toy", "image 0")
    try shell.run(line)
    #expect(try numbers("conv.filters[0]", in: shell) == [1, -1, 0, 2, 0, 3, 4, 5, 6])
    try shell.run("back")
    #expect(try numbers("conv.filters[0]", in: shell) != [1, -1, 0, 2, 0, 3, 4, 5, 6])
  }

  @Test(arguments: ["set image[1,1]=3", "set image[1,1] = 3", "image[1,1] = 3", "image[1,1]=[3]"])
  func `one number is set in the same ways`(_ line: String) throws {
    let shell = try TestShell("load toy", "image 0")
    try shell.run(line)
    #expect(try numbers("image[1,1]", in: shell) == [3])
  }

  @Test func `rows of a slice of several axes, and one number for all`() throws {
    let shell = try TestShell("load toy", "image 0", "set image[0] 1 2 0 1 3 0")
    #expect(try numbers("image[0]", in: shell) == [1, 2, 0, 1, 3, 0])
    try shell.run("set image 7")
    #expect(try numbers("image", in: shell) == [Float](repeating: 7, count: 36))
  }

  @Test(arguments: [
    "set conv.filters[0] [1 2; 3 4]", "set conv.filters[0] 1 2 3", "set conv.filters[0] [1 2 3",
    "set conv.filters[0] [1 2 3]]", "set conv.filters[0] [1 2; 3]",
    "set conv.filters[0] [1 x; 2 3]",
    "set conv.filters[0] []", "set conv.filters[0] =", "set conv.filters[0] [1e99 0 0]",
    "set conv.filters[0] [nan]", "set conv.filters[0,0,0] 1 2",
    "set conv.filters[0] [[[[[[[[[[1]]]]]]]]]]",
    "set conv.out [1 2; 3 4]", "set learning-rate = [1 2]", "conv.filtes = 1", "image[9,9] = 1",
    "set image[0] [1 2 3 4 5 6 7]", "set conv.filters[0] [;;;]", "= 3",
    "set image [[[],[]],[1,2]]", "set conv.filters[0] [[[[]]], [[1]]]", "set image [[],[]]",
    "set image [[],[1]]", "set image [[[],[]],[1]]", "set image [[[;]],[[1;2]]]", "image[0,0] == 3",
  ])
  func `what does not fit is refused, and nothing changes`(_ line: String) throws {
    let shell = try TestShell("load toy", "image 0", "forward")
    let before = shell.state
    let error = try #require(shell.error(line))
    #expect(!error.problem.isEmpty)
    let isSame = shell.state == before
    #expect(isSame)
  }

  @Test func `a list may be written in parts`() throws {
    let shell = try TestShell("load toy", "image 0", "set image[0] [1 2 0 1; 3 0]")
    #expect(try numbers("image[0]", in: shell) == [1, 2, 0, 1, 3, 0])
    try shell.run("set image[1] [1 2 3; 4 5 6]")
    #expect(try numbers("image[1]", in: shell) == [1, 2, 3, 4, 5, 6])
  }

  @Test func `an error says the shape of both`() throws {
    let shell = try TestShell("load toy", "image 0")
    let wrong = try #require(shell.error("set conv.filters[0] [1 2; 3 4]"))
    #expect(wrong.problem.contains("3x3") && wrong.problem.contains("2x2"))
    let ragged = try #require(shell.error("set conv.filters[0] [1 2 3; 4 5; 6 7 8]"))
    #expect(ragged.problem.contains("row 1") && ragged.problem.contains("row 0"))
  }
}
