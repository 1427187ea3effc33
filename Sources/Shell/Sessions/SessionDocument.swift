import ConvNet
import Datasets
import Lab

/// A session as stored in a file: everything that later results and screens depend on. The
/// numbers are stored beside it, as tensors.
///
/// Aliases, the pager and the style are not in it: they belong to the user, not to the work, and a
/// file from someone else must not change what words mean. Predictions are not in it either.
struct SessionDocument: Codable {
  var timeline: TimelineRecord
  var data: [DataRecord]
  var provenances: [Dated<Provenance>.Record<ProvenanceRecord>]
  var tests: [Workspace.TestRecord]
  var seed: UInt64
  /// The sample of a batch that pictures show.
  var shown: Int
  var hiddenBugs: HiddenBugs
  /// The training problems that have been reported, so that they are not reported again.
  var reported: Reported
  /// The curves that were kept; `nil` in the files of earlier versions.
  var curves: [KeptCurves.Entry]?

  /// Whether every counter has a value from which counting can continue.
  var isPossible: Bool {
    let counts =
      [reported.lastTrial, hiddenBugs.drawn] + hiddenBugs.guesses.values + tests.map(\.update)
    return counts.allSatisfy((0..<1 << 48).contains)
  }

  /// The data of a trainer: where it came from, and how to recognise it.
  struct DataRecord: Codable {
    var name: String
    /// The argument of `load`.
    var asked: String
    var shape: [Int]
    var classNames: [String]
    var classes: [Int]
    var training: Part
    var test: Part
    /// Whether the images are stored in the file.
    var isStored: Bool

    /// Training or test images.
    struct Part: Codable, Hashable {
      var count: Int
      /// The CRC-32 of pixels and labels.
      var checksum: UInt32
    }
  }
}

/// A ``Provenance`` as it is stored in a file.
struct ProvenanceRecord: Codable {
  var preset: String?
  var data: String
  var source: String
  var folder: String?

  init(_ provenance: Provenance) {
    preset = provenance.preset?.name
    (data, source, folder) = (provenance.data, provenance.source, provenance.folder)
  }

  /// The provenance; a preset that no longer exists is left out.
  var provenance: Provenance {
    Provenance(
      preset: preset.flatMap(Preset.named), data: data, source: source, folder: folder)
  }
}

extension SessionDocument.DataRecord {
  /// Data sets up to this size in bytes are stored in the file: toys, and those made for a lesson.
  private static let mostBytesStored = 1 << 16

  init(_ data: DataSplit, asked: String) {
    let training = data.training
    self.init(
      name: training.name, asked: asked, shape: training.pixelShape.extents,
      classNames: training.classNames, classes: training.classes,
      training: Part(training), test: Part(data.test),
      isStored: [training, data.test].reduce(0) { $0 + $1.pixels.count } <= Self.mostBytesStored)
  }

  /// Whether the data are the recorded images.
  func matches(_ data: DataSplit) -> Bool {
    data.training.pixelShape.extents == shape && data.training.classNames == classNames
      && data.training.classes == classes
      && data.training.count == training.count && data.test.count == test.count
      && Part(data.training) == training && Part(data.test) == test
  }
}

extension SessionDocument.DataRecord.Part {
  init(_ images: LabelledImages) {
    self.init(count: images.count, checksum: images.checksum)
  }
}
