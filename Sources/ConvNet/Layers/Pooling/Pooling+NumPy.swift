extension MaxPooling {
  /// Max pooling, with the backward function for this rule about ties.
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "max_pool", "Max pooling", helper: PythonPart.cells,
      options: ["size=\(window)", "stride=\(stride)"],
      source: #"""
        def max_pool_forward(x, size, stride):
            """The largest number of each window of size * size numbers.

            x        (N, C, H, W)
            returns  (N, C, rows, columns)
            """
            out = -np.inf
            for i, j, places in cells(x, size, size, stride):
                out = np.maximum(out, x[places])
            return out
        """# + "\n\n\n" + Self.wayBack(ties))
  }

  private static func wayBack(_ ties: TiePolicy) -> String {
    let (whatTies, lines) =
      switch ties {
      case .first:
        (
          ": to the first, if several tie.",
          #"""
              searched = np.full(d_out.shape, True)  # windows whose largest number is not found yet
              for i, j, places in cells(x, size, size, stride):
                  found = searched & (x[places] == largest)
                  d_x[places] += d_out * found
                  searched &= ~found
          """#
        )
      case .all:
        (
          ": to each of them, if several tie.",
          #"""
              for i, j, places in cells(x, size, size, stride):
                  d_x[places] += d_out * (x[places] == largest)
          """#
        )
      case .split:
        (
          "; if several tie, in equal shares.",
          #"""
              tied = 0
              for i, j, places in cells(x, size, size, stride):
                  tied = tied + (x[places] == largest)
              for i, j, places in cells(x, size, size, stride):
                  d_x[places] += d_out / tied * (x[places] == largest)
          """#
        )
      }
    return #"""
      def max_pool_backward(d_out, x, size, stride):
          """The gradient of each window goes to its largest number\#(whatTies)

          d_out    (N, C, rows, columns)
          returns  dL/dx, (N, C, H, W)
          """
          d_x = np.zeros_like(x)
          largest = max_pool_forward(x, size, stride)
      \#(lines)
          return d_x
      """#
  }
}

extension AveragePool {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "average_pool", "Average pooling", helper: PythonPart.cells,
      options: ["rows=\(rows)", "columns=\(columns)", "stride=\(stride)"],
      source: #"""
        def average_pool_forward(x, rows, columns, stride):
            """The mean of each window of rows * columns numbers.

            x        (N, C, H, W)
            returns  (N, C, window rows, window columns)
            """
            out = 0
            for i, j, places in cells(x, rows, columns, stride):
                out = out + x[places] / (rows * columns)
            return out


        def average_pool_backward(d_out, x, rows, columns, stride):
            """The gradient of each window is shared equally by its numbers.

            d_out    (N, C, window rows, window columns)
            returns  dL/dx, (N, C, H, W)
            """
            d_x = np.zeros_like(x)
            for i, j, places in cells(x, rows, columns, stride):
                d_x[places] += d_out / (rows * columns)
            return d_x
        """#)
  }
}
