/// A ``Timeline`` as plain data for a file: its log, its branches, the names of points, and as many
/// of its trainers as it takes to continue from there. The numbers are stored separately, by name.
package struct TimelineRecord: Codable, Sendable {
  /// The present line, then the branches, oldest first.
  package var lines: [LineRecord]
  /// The earliest time that is kept, the command that led there if it is not 0, when the network
  /// then in training was new, and the clocks of the updates it had had.
  var beginning: Int
  var beganBy: String?
  var life: Int
  var updates: [Int]
  /// The present time on the present line.
  package var now: Int
  package var bookmarks: [String: PointRecord]
  /// The numbers of the next line and of the next branch.
  package var nextLine: Int
  var nextBranch: Int
  /// The trainers; the timeline begins at the first.
  package var trainers: [TrainerRecord]
  /// The indices of the trainers that the present line passes through, in order.
  package var snapshots: [Int]
}

/// A point of a timeline.
package struct PointRecord: Codable, Sendable, Hashable {
  package var line: Int
  package var time: Int

  package init(_ point: TimelinePoint) { (line, time) = (point.line, point.time) }

  package var point: TimelinePoint { TimelinePoint(line: line, time: time) }
}

/// A line of a timeline.
package struct LineRecord: Codable, Sendable {
  /// The number by which a branch is known.
  var number: Int?
  /// How much of its log it shares with the present line.
  var fork: Int
  /// The lines it grew from, each with the last time reached on it, and then the line itself.
  var grewFrom: [PointRecord]
  var line: Int
  /// The log after the fork.
  var log: [RunRecord]
}

/// An action that is done a number of times.
package struct RunRecord: Codable, Sendable {
  enum Kind: String, Codable {
    case operation, choose, write, shift, optimiser, ties, batch, mode, loss, freeze, hooks
    case shuffle, replace
    case learningRate = "learning-rate"
  }

  enum ImageSet: String, Codable { case training, test, drawn }

  var action: Kind
  /// How many times; `nil` means once.
  var times: Int?
  var set: ImageSet?
  /// The index of an image, a sample or a layer.
  var index: Int?
  var label: Int?
  var place: String?
  /// Where this action's values begin among all the numbers written, or all the pixels drawn, and
  /// how many there are.
  var start: Int?
  var count: Int?
  var dx: Int?
  var dy: Int?
  var number: Double?
  var word: String?
  var isOn: Bool?
  var names: [String]?
  var settings: OptimiserRecord?
  /// The index of the new trainer among the record's trainers.
  var trainer: Int?
}

/// The settings of an optimiser.
package struct OptimiserRecord: Codable, Sendable {
  var rule: String
  var momentum: Double
  var weightDecay: Double
  /// The number of updates after which the rate falls, and the factor by which it falls.
  var every: Int?
  var factor: Double?
}

/// A trainer between two steps, without the values of any step; its parameters, its buffers and its
/// optimiser's memory are separate tensors.
package struct TrainerRecord: Codable, Sendable {
  var diagram: String
  /// The channels, rows and columns of its images.
  var input: [Int]
  /// The indices of the layers that updates do not change.
  var frozen: [Int]
  var learningRate: Double
  var optimiser: OptimiserRecord
  /// How many updates the optimiser's memory covers, and Adam's b1^t and b2^t.
  var remembered: Int
  var powers: [Double]
  var hasMemory: Bool
  var ties: String
  var mode: String
  var random: UInt64
  /// The index of its data among the data sets, and how pixels become inputs.
  var data: Int
  var scale: Double
  var mean: Double
  var deviation: Double
  var padding: Int
  var shuffles: Bool
  var batch: Int
  var loss: String
  var hooks: [String]
  /// How many passes over the training set have begun, how many images of the current one have been
  /// used, and the source of the random numbers for its order, if it is random.
  var epoch: Int
  var taken: Int?
  var orderedBy: UInt64?
  var clock: Int
  /// Whether it continues with the network that was in training before it.
  var continues: Bool
  /// Whether the gradients of the last update are kept for the next step; `nil` means no.
  var keepsGradients: Bool?
}

/// A ``TimelineRecord`` with the numbers that belong to it.
package struct TimelineArchive: Sendable {
  package var record: TimelineRecord
  /// Parameters, buffers, optimisers' memory and losses.
  package var tensors: [String: Tensor<Float>]
  /// All numbers that were written by hand, one after the other.
  package var values: [Float]
  /// All pixels that were drawn by hand, one after the other.
  package var pixels: [UInt8]
  /// The images of every trainer.
  package var data: [DataSplit] = []
  /// The point from which each of them was first used.
  package var dataPoints: [TimelinePoint] = []

  package init(
    record: TimelineRecord, tensors: [String: Tensor<Float>] = [:], values: [Float] = [],
    pixels: [UInt8] = []
  ) {
    (self.record, self.tensors) = (record, tensors)
    (self.values, self.pixels) = (values, pixels)
  }

  /// The prefix of all tensors' names except the present parameters', which have PyTorch's names.
  package static let prefix = "backstep."
}

/// Why an archive does not hold a timeline. The cases state facts; ``description`` puts them into
/// words.
package enum ArchiveError: Error, Hashable, Sendable {
  /// A tensor is missing or has another shape.
  case tensor(String)
  /// A trainer is not possible.
  case trainer(Int)
  /// A line is not possible.
  case line(Int)
  /// An action is not possible at its place on a line.
  case action(Int, line: Int)
  /// A trainer is not where the archive says it is.
  case snapshot(Int)
  /// Replaying the log does not give the parameters that were saved.
  case parameters
  /// It was stopped.
  case stopped
}

extension ArchiveError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tensor(let name): "the tensor \(name) is missing or has the wrong shape"
    case .trainer(let number): "trainer \(number) is not valid"
    case .line(let number): "line \(number) of the history is not valid"
    case .action(let number, let line):
      "action \(number) of line \(line) of the history is not possible at that point"
    case .snapshot(let number): "trainer \(number) does not match the history"
    case .parameters: "replaying the history does not give the saved parameters"
    case .stopped: "stopped"
    }
  }
}
