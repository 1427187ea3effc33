extension LabelledImages {
  /// A set of one image, drawn by hand, that enters the network in the same way as these images.
  ///
  /// - Precondition: The drawing has as many pixels as one of these images, and one of their
  ///   classes.
  func drawn(_ pixels: [UInt8], label: UInt8) -> LabelledImages {
    LabelledImages(
      name: name, imageShape: pixelShape, pixels: pixels, labels: [label],
      classNames: classNames, classes: classes, normalisation: normalisation)
  }

  /// The pixels that give an image as the network sees it, rounded to the nearest; blank paper
  /// around the image is left out.
  package func pixels<S: Scalar>(of image: Tensor<S>) -> [UInt8] {
    let (shape, margin) = (imageShape, normalisation.padding)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(pixelShape.count)
    for plane in 0..<shape[0] {
      for row in margin..<shape[1] - margin {
        for column in margin..<shape[2] - margin {
          let value = Double(image.values[(plane * shape[1] + row) * shape[2] + column])
          pixels.append(normalisation.pixel(of: value))
        }
      }
    }
    return pixels
  }
}

extension Normalisation {
  /// The pixel that becomes a given number, rounded to the nearest; NaN becomes blank paper.
  package func pixel(of value: Double) -> UInt8 {
    let pixel = ((value * deviation + mean) * scale).rounded()
    return pixel.isNaN ? 0 : UInt8(max(0, min(255, pixel)))
  }
}
