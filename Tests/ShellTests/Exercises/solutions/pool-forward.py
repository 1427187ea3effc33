import numpy as np


def windows(x, size, stride):
    rows = (x.shape[2] - size) // stride + 1
    columns = (x.shape[3] - size) // stride + 1
    return np.array([[x[:, :, i * stride:i * stride + size, j * stride:j * stride + size]
                      for j in range(columns)] for i in range(rows)]).transpose(2, 3, 0, 1, 4, 5)


def max_pool_forward(x, size, stride):
    return windows(x, size, stride).max((4, 5))


def average_pool_forward(x, size, stride):
    return windows(x, size, stride).mean((4, 5))
