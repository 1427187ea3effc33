import ConvNet
import Datasets
import Rendering

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A session in a file: a safetensors file with the present parameters under PyTorch's names, all
/// other numbers under names of their own, and a JSON document.
///
/// Two strings in the file's metadata identify it: the version of the format, and the CRC-32 of the
/// whole file, computed with zeros in place of the checksum's own digits.
package enum SessionFile {
  /// The version that is written, and the latest one that can be read.
  static let version = 1

  private static let versionKey = "backstep_session"
  private static let checksumKey = "crc32"
  private static let noChecksum = "00000000"
  private static let documentName = TimelineArchive.prefix + "session"
  private static let valuesName = TimelineArchive.prefix + "values"
  private static let pixelsName = TimelineArchive.prefix + "pixels"

  /// Why a session cannot be read from a file. The cases are facts; ``description`` words them.
  enum Fault: Error, Hashable, CustomStringConvertible {
    case laterVersion(String)
    case damaged
    case document(String)
    case data(Int)

    var description: String {
      switch self {
      case .laterVersion(let version):
        "it is a session of format \(version), but this Backstep reads format "
          + "\(SessionFile.version): use the one that wrote it"
      case .damaged:
        "it is a session, but its checksum is wrong: the file is damaged; copy or save it again"
      case .document(let what): "it is a session, but its contents are inconsistent: \(what)"
      case .data(let number): "it is a session, but its data set \(number) is inconsistent"
      }
    }
  }

  /// Whether a safetensors file is a session.
  static func isSession(_ file: SafetensorsFile) -> Bool { file.metadata[versionKey] != nil }

  // MARK: Writing

  /// The bytes of a session.
  static func encode(
    _ document: SessionDocument, _ archive: TimelineArchive, network: String, updates: Int
  ) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // The loss of a test may be infinite or NaN.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var bytes = [documentName: [UInt8](try encoder.encode(document)), pixelsName: archive.pixels]
    for (index, (record, data)) in zip(document.data, archive.data).enumerated()
    where record.isStored {
      for (name, images) in [("training", data.training), ("test", data.test)] {
        bytes[imagesName(index, name)] = images.pixels
        bytes[labelsName(index, name)] = images.labels
        if images.isWritten { bytes[numbersName(index, name)] = images.numbers.littleEndianBytes }
      }
    }
    var tensors = archive.tensors
    if !archive.values.isEmpty {
      tensors[valuesName] = Tensor(Shape(archive.values.count), archive.values)
    }
    var file = SafetensorsFile.encode(
      tensors, bytes: bytes,
      metadata: [
        versionKey: String(version), checksumKey: noChecksum, "network": network,
        "updates": String(updates),
      ])
    seal(&file)
    return file
  }

  /// Puts the correct checksum into a file, if that has a place for one.
  package static func seal(_ file: inout [UInt8]) {
    guard let place = checksumPlace(in: file) else { return }
    file.replaceSubrange(place, with: checksum(of: file, at: place))
  }

  private static func isSealed(_ file: [UInt8]) -> Bool {
    guard let place = checksumPlace(in: file) else { return false }
    return file[place].elementsEqual(checksum(of: file, at: place))
  }

  /// The digits of a file's checksum, which are at a fixed place in it.
  private static func checksum(of file: [UInt8], at place: Range<Int>) -> [UInt8] {
    let beginning = file[..<place.lowerBound] + noChecksum.utf8
    let sum = Checksum.crc32(file[place.upperBound...], after: Checksum.crc32(beginning))
    return Array(sum.hexadecimal.utf8)
  }

  private static func imagesName(_ data: Int, _ part: String) -> String {
    "\(TimelineArchive.prefix)data\(data).\(part).pixels"
  }

  private static func labelsName(_ data: Int, _ part: String) -> String {
    "\(TimelineArchive.prefix)data\(data).\(part).labels"
  }

  private static func numbersName(_ data: Int, _ part: String) -> String {
    "\(TimelineArchive.prefix)data\(data).\(part).numbers"
  }

  /// The position of the checksum's digits, if there are any.
  private static func checksumPlace(in file: [UInt8]) -> Range<Int>? {
    guard let digits = (try? SafetensorsFile(file))?.metadata[checksumKey],
      digits.utf8.count == noChecksum.utf8.count
    else { return nil }
    let text = Array("\"\(checksumKey)\":\"\(digits)\"".utf8)
    let header = file.prefix(8 + 4_096).dropFirst(8)
    guard let end = header.lastIndex(of: UInt8(ascii: "}")), text.count <= header.count else {
      return nil
    }
    let starts = header.startIndex...max(header.startIndex, end - text.count)
    guard let start = starts.first(where: { file[$0...].starts(with: text) }) else { return nil }
    return start + text.count - 1 - digits.utf8.count..<start + text.count - 1
  }

  // MARK: Reading

  /// What a file holds: the document, the archive, and the data sets that are stored in it.
  struct Contents {
    let document: SessionDocument
    var archive: TimelineArchive
    /// The data sets; `nil` for one that is not stored in the file.
    let stored: [DataSplit?]
  }

  /// Reads a session and checks that the file is intact.
  static func decode(_ bytes: [UInt8], _ file: SafetensorsFile) throws -> Contents {
    guard file.metadata[versionKey] == String(version) else {
      throw Fault.laterVersion(
        String((file.metadata[versionKey] ?? "").prefix(20).filter { $0.isLetter || $0.isNumber }))
    }
    guard isSealed(bytes) else { throw Fault.damaged }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let document: SessionDocument
    do {
      document = try decoder.decode(
        SessionDocument.self, from: Data(try file.bytes(named: documentName)))
    } catch {
      throw Fault.document("its JSON cannot be read")
    }
    var tensors: [String: Tensor<Float>] = [:]
    for entry in file.entries where entry.type == "F32" && !Interruption.isRequested {
      tensors[entry.name] = try file.tensor(named: entry.name)
    }
    let archive = TimelineArchive(
      record: document.timeline, tensors: tensors, values: tensors[valuesName]?.values ?? [],
      pixels: file[pixelsName] == nil ? [] : Array(try file.bytes(named: pixelsName)))
    let stored = try document.data.indices.map { index in
      try storedData(index, document.data[index], in: file)
    }
    return Contents(document: document, archive: archive, stored: stored)
  }

  private static func storedData(
    _ index: Int, _ record: SessionDocument.DataRecord, in file: SafetensorsFile
  ) throws -> DataSplit? {
    guard record.isStored else { return nil }
    func images(_ part: String) throws -> LabelledImages {
      let pixels = Array(try file.bytes(named: imagesName(index, part)))
      let labels = Array(try file.bytes(named: labelsName(index, part)))
      guard record.shape.count == 3, record.shape.allSatisfy({ (1...4_096).contains($0) }),
        !labels.isEmpty,
        labels.count.multipliedReportingOverflow(by: record.shape.reduce(1, *))
          == (pixels.count, false),
        labels.allSatisfy({ Int($0) < record.classNames.count }),
        record.classes.allSatisfy(record.classNames.indices.contains)
      else { throw Fault.data(index) }
      if file[numbersName(index, part)] != nil {
        let numbers = [Float](
          littleEndianBytes: try file.bytes(named: numbersName(index, part)))
        guard numbers.count == pixels.count, numbers.allSatisfy(\.isFinite) else {
          throw Fault.data(index)
        }
        return LabelledImages(
          name: record.name, imageShape: Shape(record.shape), numbers: numbers, labels: labels,
          classNames: record.classNames, classes: record.classes)
      }
      return LabelledImages(
        name: record.name, imageShape: Shape(record.shape), pixels: pixels, labels: labels,
        classNames: record.classNames, classes: record.classes)
    }
    let data = DataSplit(training: try images("training"), test: try images("test"))
    guard record.matches(data) else { throw Fault.data(index) }
    return data
  }
}
