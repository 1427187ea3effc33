import numpy as np


def max_pool_backward(x, d_out, size, stride):
    d_in = np.zeros_like(x)
    for n, c, i, j in np.ndindex(d_out.shape):
        y, z = i * stride, j * stride
        window = x[n, c, y:y + size, z:z + size]
        row, column = np.unravel_index(window.argmax(), window.shape)
        d_in[n, c, y + row, z + column] += d_out[n, c, i, j]
    return d_in


def average_pool_backward(x, d_out, size, stride):
    d_in = np.zeros_like(x)
    for n, c, i, j in np.ndindex(d_out.shape):
        y, z = i * stride, j * stride
        d_in[n, c, y:y + size, z:z + size] += d_out[n, c, i, j] / size ** 2
    return d_in
