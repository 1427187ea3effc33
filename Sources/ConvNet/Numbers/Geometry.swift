/// The sizes of a two-dimensional cross-correlation of one sample.
public struct ConvolutionGeometry: Hashable, Sendable {
  /// Input channels.
  public let channels: Int
  /// Input rows.
  public let height: Int
  /// Input columns.
  public let width: Int
  /// Filters, which are the output's channels.
  public let filters: Int
  /// Rows of a filter.
  public let kernelHeight: Int
  /// Columns of a filter.
  public let kernelWidth: Int
  /// How far the window moves each time.
  public let stride: Int
  /// Rows and columns of zeros around the input.
  public let padding: Int

  /// Sizes of a cross-correlation; the output has (size + 2 padding - kernel) / stride + 1 rows and
  /// columns.
  public init(
    channels: Int, height: Int, width: Int, filters: Int, kernelHeight: Int, kernelWidth: Int,
    stride: Int = 1, padding: Int = 0
  ) {
    self.channels = channels
    self.height = height
    self.width = width
    self.filters = filters
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.stride = stride
    self.padding = padding
  }

  /// Output rows.
  public var outputHeight: Int { (height + 2 * padding - kernelHeight) / stride + 1 }
  /// Output columns.
  public var outputWidth: Int { (width + 2 * padding - kernelWidth) / stride + 1 }
  /// Numbers in one input sample.
  public var inputCount: Int { channels * height * width }
  /// Numbers in one output sample.
  public var outputCount: Int { filters * outputHeight * outputWidth }

  /// Weights of all filters.
  var weightCount: Int { filters * channels * kernelHeight * kernelWidth }

  /// Products and sums of one sample.
  var work: Int { outputCount * channels * kernelHeight * kernelWidth }

  /// Some of the filters; addresses then begin at the first of them.
  func with(filters: Int) -> ConvolutionGeometry {
    ConvolutionGeometry(
      channels: channels, height: height, width: width, filters: filters,
      kernelHeight: kernelHeight, kernelWidth: kernelWidth, stride: stride, padding: padding)
  }

  /// The output columns whose input column, for filter column `j`, is not in the padding.
  func columns(under j: Int) -> Range<Int> {
    let first = max(0, (padding - j + stride - 1) / stride)
    let reach = width - 1 + padding - j
    guard reach >= 0 else { return 0..<0 }
    return first..<max(first, min(outputWidth, reach / stride + 1))
  }
}

/// The sizes of a pooling of one sample; an incomplete last window is dropped.
public struct PoolingGeometry: Hashable, Sendable {
  /// Channels, in and out.
  public let channels: Int
  /// Input rows.
  public let height: Int
  /// Input columns.
  public let width: Int
  /// Rows and columns of a window.
  public let window: Int
  /// How far the window moves each time.
  public let stride: Int

  /// Sizes of a pooling; the output has (size - window) / stride + 1 rows and columns.
  public init(channels: Int, height: Int, width: Int, window: Int, stride: Int) {
    self.channels = channels
    self.height = height
    self.width = width
    self.window = window
    self.stride = stride
  }

  /// Output rows.
  public var outputHeight: Int { (height - window) / stride + 1 }
  /// Output columns.
  public var outputWidth: Int { (width - window) / stride + 1 }
  /// Numbers in one input sample.
  public var inputCount: Int { channels * height * width }
  /// Numbers in one output sample.
  public var outputCount: Int { channels * outputHeight * outputWidth }
}

/// The sizes of a batch, channel by channel.
public struct ChannelGeometry: Hashable, Sendable {
  /// Samples in the batch.
  public let samples: Int
  /// Channels of each sample.
  public let channels: Int
  /// Numbers in a channel of a sample.
  public let places: Int
  /// How many channels a sample has in memory: `channels` of them, or more.
  public let pitch: Int

  /// The sizes of a batch, or of some channels of it.
  public init(samples: Int, channels: Int, places: Int, pitch: Int? = nil) {
    self.samples = samples
    self.channels = channels
    self.places = places
    self.pitch = pitch ?? channels
  }

  /// Numbers that belong to one channel, over all samples.
  public var count: Int { samples * places }

  /// Numbers in a sample.
  var sampleCount: Int { channels * places }

  /// Where a channel of a sample begins.
  func start(sample: Int, channel: Int) -> Int { (sample * pitch + channel) * places }

  /// Some of the channels; addresses then begin at the first of them.
  func with(channels: Int) -> ChannelGeometry {
    ChannelGeometry(samples: samples, channels: channels, places: places, pitch: pitch)
  }

  /// Some of the samples.
  func with(samples: Int) -> ChannelGeometry {
    ChannelGeometry(samples: samples, channels: channels, places: places, pitch: pitch)
  }
}

/// Which values get the gradient of a max-pooling window if several tie for the maximum.
public enum TiePolicy: String, CaseIterable, Sendable {
  /// The first in row-major order gets all of it, as in PyTorch.
  case first
  /// Each of them gets all of it, so the gradient is multiplied.
  case all
  /// Each gets an equal share.
  case split
}
