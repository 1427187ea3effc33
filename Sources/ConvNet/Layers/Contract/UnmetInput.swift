/// The rows and the columns of a layer's input that none of its windows meets: those left over where
/// the stride does not divide the size, and those between windows that do not touch each other.
///
/// They change nothing in the output, so their gradient is exactly 0.
package struct UnmetInput: Hashable, Sendable {
  /// The rows, in ascending order.
  package let rows: [Int]
  /// The columns, in ascending order.
  package let columns: [Int]
}

extension LibraryLayer {
  /// What no window of the layer meets of a sample of the given shape; `nil` if the layer has no
  /// windows, or if they meet all of it.
  package func unmet(of sample: Shape) -> UnmetInput? {
    guard sample.rank == 3, let output = try? outputShape(for: sample), output.rank == 3,
      window(ofOutput: [0, 0, 0]) != nil
    else { return nil }
    func unmet(_ count: Int, by windows: [Range<Int>]) -> [Int] {
      let met = windows.reduce(into: Set<Int>()) { $0.formUnion($1) }
      return (0..<count).filter { !met.contains($0) }
    }
    let rows = unmet(
      sample[1], by: (0..<output[1]).compactMap { window(ofOutput: [0, $0, 0])?.rows })
    let columns = unmet(
      sample[2], by: (0..<output[2]).compactMap { window(ofOutput: [0, 0, $0])?.columns })
    return rows.isEmpty && columns.isEmpty ? nil : UnmetInput(rows: rows, columns: columns)
  }
}
