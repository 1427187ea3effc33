/// A fault in a file's content that only its format can describe: the facts, and their wording.
package protocol FormatFault: Error, Hashable, Sendable, CustomStringConvertible {}

/// A fault of some format. Two are equal if they are the same fault in the same format.
package struct AnyFormatFault: Hashable, Sendable, CustomStringConvertible {
  private let fault: any FormatFault

  package init(_ fault: some FormatFault) { self.fault = fault }

  package var description: String { fault.description }

  package static func == (one: AnyFormatFault, other: AnyFormatFault) -> Bool {
    one.fault.isEqual(to: other.fault)
  }

  package func hash(into hasher: inout Hasher) { fault.hash(into: &hasher) }
}

extension FormatFault {
  fileprivate func isEqual(to other: any FormatFault) -> Bool { self == other as? Self }
}
