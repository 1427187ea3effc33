/// What is wrong with a dataset, or with the request for it, as facts. The words are in
/// `DatasetError+Wording.swift`.
package struct DatasetError: Error, Hashable, Sendable {
  /// The file or folder at fault; `nil` if the request is at fault.
  package let file: String?
  /// Where in the file, if the fault has a single place.
  package let place: Place?
  /// What is wrong.
  package let problem: Problem

  package init(file: String? = nil, at place: Place? = nil, _ problem: Problem) {
    self.file = file
    self.place = place
    self.problem = problem
  }

  /// A distance from the beginning of the file.
  package enum Place: Hashable, Sendable {
    /// In the file as stored on disk.
    case byte(Int)
    /// In the unpacked content of a gzip file.
    case unpackedByte(Int)
    /// A line of text, counted from 1.
    case line(Int)
  }

  package enum Problem: Hashable, Sendable {
    // The file system
    case cannotOpen(reason: String)
    case cannotRead(reason: String)
    case notAFile(FileKind)
    case notAFolder
    case empty
    /// Some of the files that make up a data set: `the four files of MNIST's format`.
    case filesMissing([String], of: String, mayBePacked: Bool)
    case foundNowhere(title: String, folders: [String], remedy: String)

    // What a file holds
    case format(AnyFormatFault)
    case outOfMemory
    case nothingInIt(what: String)
    case tooLarge(extents: [Int], maximumBytes: Int)
    case promisesMore(promised: Int, atMost: Int)
    case cutOff(expected: Int, found: Int)
    case tooLong(expected: Int, found: Int?)
    case labelOutOfRange(label: UInt8, item: Int, classes: Int)
    case moreThanIsRead(found: Int, atMost: Int)
    case recordsNotWhole(record: Int, whole: Int, rest: Int)
    case wrongChecksum(expected: UInt32, found: UInt32)

    // Files that belong together
    case countsDiffer(images: Int, labels: Int, labelsFile: String)
    case sizesDiffer(expected: String, found: String, expectedFile: String)

    // What was asked for
    case notPositive(Selection.Option, Int)
    case tooManyAsked(Selection.Option, asked: Int, available: Int, isSample: Bool)
    case twoTestSets
    case noClassNamed
    case classTwice(Int)
    case unknownClass(Int, known: Int)
    case noneLeft(Selection.Subset)
  }

  /// What may be found instead of a file.
  package enum FileKind: String, Hashable, Sendable {
    case folder = "a folder"
    case pipe = "a pipe"
    case other = "a device or socket"
  }
}
