import numpy as np


def conv_d_filters(x, filters, d_out, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    d_filters = np.zeros_like(filters)
    for n, f, i, j in np.ndindex(d_out.shape):
        y, z = i * stride, j * stride
        patch = x[n, :, y:y + filters.shape[2], z:z + filters.shape[3]]
        d_filters[f] += d_out[n, f, i, j] * patch
    return d_filters


def conv_d_biases(d_out):
    return d_out.sum((0, 2, 3))


def conv_d_in(x, filters, d_out, stride, padding):
    d_in = np.pad(np.zeros_like(x), ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    for n, f, i, j in np.ndindex(d_out.shape):
        y, z = i * stride, j * stride
        d_in[n, :, y:y + filters.shape[2], z:z + filters.shape[3]] += d_out[n, f, i, j] * filters[f]
    return d_in[:, :, padding:padding + x.shape[2], padding:padding + x.shape[3]]
