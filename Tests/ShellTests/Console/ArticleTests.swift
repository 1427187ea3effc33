import ConvNet
import Foundation
import Shell
import TestSupport
import Testing

/// The articles about ConvNet state what the library computes.
@Suite struct ArticleTests {
  private static let article = Checkout.url("Sources/ConvNet/ConvNet.docc/Backward-by-Hand.md")

  /// The lines `PLACE = NUMBERS` of the article's blocks.
  private static let statements: [(place: String, right: String)] = {
    guard let bytes = try? Data(contentsOf: article) else { return [] }
    let blocks = String(decoding: bytes, as: UTF8.self).components(separatedBy: "```")
    return blocks.enumerated().filter { !$0.offset.isMultiple(of: 2) }.flatMap { _, block in
      block.split(separator: "\n").map { line in
        let sides = line.components(separatedBy: " = ")
        return (sides[0], sides.count == 2 ? sides[1] : "")
      }
    }
  }()

  /// The numbers on a right-hand side: a row of them, or a sum of products.
  private func numbers(_ text: String) -> [Double?] {
    guard text.contains(where: { "+x".contains($0) }) else {
      return text.split(separator: " ").map { Double($0) }
    }
    let terms = text.components(separatedBy: " + ").map { term in
      term.components(separatedBy: " x ").reduce(1.0 as Double?) { product, factor in
        product.flatMap { product in Double(factor).map { product * $0 } }
      }
    }
    return [
      terms.reduce(0.0 as Double?) { sum, term in sum.flatMap { sum in term.map { sum + $0 } } }
    ]
  }

  @Test func `every number of the walk through the toy network is right`() throws {
    let shell = try TestShell("load toy", "image 0", "backward")
    #expect(Self.statements.count > 30)
    for (place, right) in Self.statements {
      guard case .computed(let tensor) = try shell.session.trainer.read(Place(parsing: place))
      else {
        Issue.record("\(place) is not computed")
        continue
      }
      let stated = numbers(right)
      #expect(stated.count == tensor.values.count, "\(place) = \(right)")
      for (value, stated) in zip(tensor.values, stated) {
        let places = right.contains("0.6931") ? 5e-5 : 0
        #expect(abs(Double(value) - (stated ?? .infinity)) <= places, "\(place) = \(right)")
      }
    }
  }
}
