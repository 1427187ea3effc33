import numpy as np


def relu_forward(x):
    return np.maximum(x, 0)


def relu_backward(x, d_out):
    return d_out * (x > 0)
