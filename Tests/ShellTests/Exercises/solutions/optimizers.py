import numpy as np


def sgd(w, g, rate):
    return w - rate * g


def momentum(w, g, v, rate, momentum):
    v = momentum * v - rate * g
    return w + v, v


def adam(w, g, m, s, rate, t):
    m = 0.9 * m + 0.1 * g
    s = 0.999 * s + 0.001 * g ** 2
    mean, square = m / (1 - 0.9 ** t), s / (1 - 0.999 ** t)
    return w - rate * mean / (np.sqrt(square) + 1e-8), m, s
