extension Conv2D {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    let (stride, padding) = (convolution.stride, convolution.padding)
    return NumPyLayer(
      "conv", "Convolution", helper: PythonPart.cells,
      options: (stride == 1 ? [] : ["stride=\(stride)"])
        + (padding == 0 ? [] : ["padding=\(padding)"]),
      source: #"""
        def conv_forward(x, filters, biases=None, stride=1, padding=0):
            """Each output is the sum of a filter times the patch of the image under it.

            out[n,f,h,w] = sum over c, i, j of x[n,c,stride*h+i,stride*w+j] * filters[f,c,i,j],
            plus biases[f]; x has a border of `padding` zeros on all sides

            x        (N, C, H, W)    the images, without the border
            filters  (F, C, K, L)
            biases   (F,)            or None
            returns  (N, F, rows, columns)
            """
            x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
            out = 0
            for i, j, places in cells(x, *filters.shape[2:], stride):
                out = out + np.einsum("nchw,fc->nfhw", x[places], filters[:, :, i, j])
            return out if biases is None else out + biases.reshape(-1, 1, 1)


        def conv_backward(d_out, x, filters, biases=None, stride=1, padding=0):
            """Each product in the forward sum gives the weight its input times the output's
            gradient, and the input its weight times that.

            d_out    (N, F, rows, columns)
            returns  dL/dx, dL/d(filters) and, if there are biases, dL/d(biases)
            """
            x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
            d_x, d_filters = np.zeros_like(x), np.zeros_like(filters)
            for i, j, places in cells(x, *filters.shape[2:], stride):
                d_filters[:, :, i, j] = np.einsum("nfhw,nchw->fc", d_out, x[places])
                d_x[places] += np.einsum("nfhw,fc->nchw", d_out, filters[:, :, i, j])
            height, width = x.shape[2:]
            d_x = d_x[:, :, padding:height - padding, padding:width - padding]
            return (d_x, d_filters) if biases is None else (d_x, d_filters, d_out.sum((0, 2, 3)))
        """#)
  }
}

extension Conv3x3 {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "conv3x3", "Convolution, 3x3", helper: PythonPart.cells,
      source: #"""
        def conv3x3_forward(x, filters):
            """Each output is the sum of a filter times the 3x3 patch of the image under it.

            out[n,f,h,w] = sum over c, i, j of x[n,c,h+i,w+j] * filters[f,c,i,j]

            x        (N, C, H, W)    the images
            filters  (F, C, 3, 3)
            returns  (N, F, H - 2, W - 2)
            """
            out = 0
            for i, j, places in cells(x, 3, 3, stride=1):
                out = out + np.einsum("nchw,fc->nfhw", x[places], filters[:, :, i, j])
            return out


        def conv3x3_backward(d_out, x, filters):
            """Each product in the forward sum gives the weight its input times the output's
            gradient, and the input its weight times that.

            d_out    (N, F, H - 2, W - 2)
            returns  dL/dx, dL/d(filters)
            """
            d_x, d_filters = np.zeros_like(x), np.zeros_like(filters)
            for i, j, places in cells(x, 3, 3, stride=1):
                d_filters[:, :, i, j] = np.einsum("nfhw,nchw->fc", d_out, x[places])
                d_x[places] += np.einsum("nfhw,fc->nchw", d_out, filters[:, :, i, j])
            return d_x, d_filters
        """#)
  }
}
