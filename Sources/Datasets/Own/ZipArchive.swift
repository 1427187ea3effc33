import CZlib

/// A ZIP archive in memory, with members that are stored or deflated: what `numpy.savez` and
/// `numpy.savez_compressed` write. (PKWARE, APPNOTE 4.3.)
///
/// The directory at the end is believed only as far as the bytes bear it out: every range is
/// checked before anything is allocated, and every member has its checksum compared.
struct ZipArchive {
  /// What the directory says about a member.
  struct Member: Equatable {
    let name: String
    fileprivate let method: Int
    fileprivate let checksum: UInt32
    fileprivate let packedSize: Int
    let size: Int
    fileprivate let start: Int
  }

  /// The file's name, for errors.
  let name: String
  let members: [Member]
  private let bytes: [UInt8]

  /// The most bytes that are read, packed and unpacked.
  static let maximumBytes = 1 << 30
  private static let endSize = 22
  private static let entrySize = 46
  private static let localSize = 30

  /// Reads the directory of a file.
  init(name: String, _ bytes: [UInt8]) throws(DatasetError) {
    self.name = name
    self.bytes = bytes
    func fault(_ fault: ZipFault, at offset: Int) -> DatasetError {
      DatasetError(file: name, at: .byte(offset), .zip(fault))
    }
    guard bytes.starts(with: [0x50, 0x4b]) else { throw fault(.notAnArchive, at: 0) }
    // A comment of up to 64 kB may follow the end record.
    let ends = stride(from: bytes.count - Self.endSize, through: 0, by: -1).prefix(1 << 16 + 1)
    guard let end = ends.first(where: { bytes[$0...].starts(with: [0x50, 0x4b, 5, 6]) }) else {
      throw fault(.noDirectory, at: bytes.count)
    }
    let count = Self.number(bytes, end + 10, 2)
    var position = Self.number(bytes, end + 16, 4)
    var members: [Member] = []
    for _ in 0..<count {
      guard position + Self.entrySize <= end, bytes[position...].starts(with: [0x50, 0x4b, 1, 2])
      else { throw fault(.damagedDirectory, at: min(position, bytes.count)) }
      let lengths = [28, 30, 32].map { Self.number(bytes, position + $0, 2) }
      let nameStart = position + Self.entrySize
      guard nameStart + lengths[0] <= end else { throw fault(.damagedDirectory, at: position) }
      let memberName = String(decoding: bytes[nameStart..<nameStart + lengths[0]], as: UTF8.self)
      let sizes = [20, 24, 42].map { Self.number(bytes, position + $0, 4) }
      guard !sizes.contains(0xffff_ffff), sizes[1] <= Self.maximumBytes else {
        throw fault(.tooLarge(member: memberName, most: Self.maximumBytes), at: position)
      }
      members.append(
        Member(
          name: memberName, method: Self.number(bytes, position + 10, 2),
          checksum: UInt32(Self.number(bytes, position + 16, 4)), packedSize: sizes[0],
          size: sizes[1], start: sizes[2]))
      position = nameStart + lengths.reduce(0, +)
    }
    self.members = members
  }

  /// The content of a member, unpacked.
  func content(of member: Member) throws(DatasetError) -> [UInt8] {
    func fault(_ fault: ZipFault, at offset: Int) -> DatasetError {
      DatasetError(file: name, at: .byte(offset), .zip(fault))
    }
    let header = member.start
    guard header + Self.localSize <= bytes.count, bytes[header...].starts(with: [0x50, 0x4b, 3, 4])
    else { throw fault(.damaged(member: member.name), at: min(header, bytes.count)) }
    let start =
      header + Self.localSize + Self.number(bytes, header + 26, 2)
      + Self.number(bytes, header + 28, 2)
    guard start + member.packedSize <= bytes.count else {
      throw DatasetError(
        file: name, at: .byte(bytes.count),
        .cutOff(expected: start + member.packedSize, found: bytes.count))
    }
    let packed = bytes[start..<start + member.packedSize]
    let content: [UInt8]
    switch member.method {
    case 0 where member.size == member.packedSize: content = Array(packed)
    case 8:
      do throws(PictureFault) {
        content = try Inflate.unpack([packed], to: member.size, format: .raw)
      } catch {
        throw fault(.damaged(member: member.name), at: start)
      }
    case 0: throw fault(.damaged(member: member.name), at: header)
    default: throw fault(.unknownMethod(member.method, member: member.name), at: header)
    }
    guard Checksum.crc32(content) == member.checksum else {
      throw fault(.damaged(member: member.name), at: start)
    }
    return content
  }

  /// A little-endian number of `size` bytes.
  private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> Int {
    bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}

/// What can be wrong with a ZIP archive.
package enum ZipFault: FormatFault {
  case notAnArchive
  case noDirectory
  case damagedDirectory
  case damaged(member: String)
  case tooLarge(member: String, most: Int)
  case unknownMethod(Int, member: String)

  package var description: String {
    switch self {
    case .notAnArchive: "this is not an .npz file: it does not begin like a ZIP archive"
    case .noDirectory:
      "expected the archive's directory at the end, found none; \(DatasetError.fetchAgain)"
    case .damagedDirectory: "the archive's directory is damaged; \(DatasetError.fetchAgain)"
    case .damaged(let member): "\(member) is damaged; \(DatasetError.fetchAgain)"
    case .tooLarge(let member, let most):
      "\(member) unpacks to more than the \(most) bytes that are read"
    case .unknownMethod(let method, let member):
      "\(member) is packed by method \(method); only stored (0) and deflated (8) members can be"
        + " read, as numpy.savez and numpy.savez_compressed write them"
    }
  }
}

extension DatasetError.Problem {
  package static func zip(_ fault: ZipFault) -> Self { .format(AnyFormatFault(fault)) }
}
