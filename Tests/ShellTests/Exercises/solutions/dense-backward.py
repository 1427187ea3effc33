import numpy as np


def dense_d_weights(x, weights, d_out):
    return d_out.T @ x


def dense_d_biases(d_out):
    return d_out.sum(0)


def dense_d_in(weights, d_out):
    return d_out @ weights
