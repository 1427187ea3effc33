import numpy as np


def conv_forward(x, filters, biases, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows = (x.shape[2] - filters.shape[2]) // stride + 1
    columns = (x.shape[3] - filters.shape[3]) // stride + 1
    out = np.zeros((len(x), len(filters), rows, columns))
    for n in range(len(x)):
        for f in range(len(filters)):
            for i in range(rows):
                for j in range(columns):
                    y, z = i * stride, j * stride
                    patch = x[n, :, y:y + filters.shape[2], z:z + filters.shape[3]]
                    out[n, f, i, j] = np.sum(patch * filters[f]) + biases[f]
    return out
