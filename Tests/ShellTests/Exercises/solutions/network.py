import numpy as np


def forward(x, filters, filter_biases, weights, biases):
    rows, columns = x.shape[2] - 2, x.shape[3] - 2
    conv = np.zeros((len(x), len(filters), rows, columns))
    for i in range(rows):
        for j in range(columns):
            patch = x[:, :, i:i + 3, j:j + 3]
            conv[:, :, i, j] = np.einsum("ncij,fcij->nf", patch, filters) + filter_biases
    relu = np.maximum(conv, 0)
    windows = relu[:, :, :rows // 2 * 2, :columns // 2 * 2]
    windows = windows.reshape(len(x), len(filters), rows // 2, 2, columns // 2, 2)
    windows = windows.transpose(0, 1, 2, 4, 3, 5).reshape(*windows.shape[:3], columns // 2, 4)
    pool, winners = windows.max(4), windows.argmax(4)
    logits = pool.reshape(len(x), -1) @ weights.T + biases
    return conv, pool, winners, logits


def log_probabilities(logits):
    shifted = logits - logits.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


def network_logits(x, filters, filter_biases, weights, biases):
    return forward(x, filters, filter_biases, weights, biases)[3]


def network_loss(x, filters, filter_biases, weights, biases, labels):
    logits = network_logits(x, filters, filter_biases, weights, biases)
    return -log_probabilities(logits)[np.arange(len(labels)), labels].mean()


def network_gradients(x, filters, filter_biases, weights, biases, labels):
    conv, pool, winners, logits = forward(x, filters, filter_biases, weights, biases)
    count = len(labels)
    d_logits = (np.exp(log_probabilities(logits)) - np.eye(len(biases))[labels]) / count
    d_weights = d_logits.T @ pool.reshape(count, -1)
    d_biases = d_logits.sum(0)
    d_pool = (d_logits @ weights).reshape(pool.shape)
    d_relu = np.zeros_like(conv)
    for n, f, i, j in np.ndindex(pool.shape):
        row, column = divmod(winners[n, f, i, j], 2)
        d_relu[n, f, 2 * i + row, 2 * j + column] = d_pool[n, f, i, j]
    d_conv = d_relu * (conv > 0)
    d_filters = np.zeros_like(filters)
    for i in range(conv.shape[2]):
        for j in range(conv.shape[3]):
            patch = x[:, :, i:i + 3, j:j + 3]
            d_filters += np.einsum("nf,ncij->fcij", d_conv[:, :, i, j], patch)
    d_filter_biases = d_conv.sum((0, 2, 3))
    return d_logits, d_weights, d_biases, d_filters, d_filter_biases
