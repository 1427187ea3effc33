"""One step of `digits` in NumPy, with loops over places and windows. Packages: numpy."""

import numpy as np
from peers import images, measure, report

RATE = 0.005


class Net:
    def __init__(self):
        draw = np.random.default_rng(1)
        self.filters = draw.standard_normal((8, 3, 3)) / 9
        self.weights = draw.standard_normal((1352, 10)) / 1352
        self.biases = np.zeros(10)

    def step(self, image, label):
        # Forward: one window at a time, all filters at once.
        maps = np.zeros((26, 26, 8))
        for y in range(26):
            for x in range(26):
                window = image[y:y + 3, x:x + 3]
                maps[y, x] = np.sum(window * self.filters, axis=(1, 2))
        pooled = np.zeros((13, 13, 8))
        for y in range(13):
            for x in range(13):
                pooled[y, x] = np.amax(maps[2 * y:2 * y + 2, 2 * x:2 * x + 2], axis=(0, 1))
        flat = pooled.flatten()
        totals = flat @ self.weights + self.biases
        exponentials = np.exp(totals - totals.max())
        p = exponentials / exponentials.sum()

        # Backward: the first maximum of each window gets the gradient.
        d_totals = p.copy()
        d_totals[label] -= 1
        d_pooled = (self.weights @ d_totals).reshape(13, 13, 8)
        self.weights -= RATE * np.outer(flat, d_totals)
        self.biases -= RATE * d_totals
        d_maps = np.zeros_like(maps)
        for y in range(13):
            for x in range(13):
                window = maps[2 * y:2 * y + 2, 2 * x:2 * x + 2].reshape(4, 8)
                winners = window.argmax(axis=0)
                for f in range(8):
                    row, column = divmod(winners[f], 2)
                    d_maps[2 * y + row, 2 * x + column, f] = d_pooled[y, x, f]
        d_filters = np.zeros_like(self.filters)
        for y in range(26):
            for x in range(26):
                window = image[y:y + 3, x:x + 3]
                for f in range(8):
                    d_filters[f] += d_maps[y, x, f] * window
        self.filters -= RATE * d_filters
        return -np.log(p[label])


def main():
    pixels, labels = images(100)
    inputs = [np.array(image).reshape(28, 28) / 255 - 0.5 for image in pixels]
    net = Net()
    times = measure(lambda n: net.step(inputs[n % 100], labels[n % 100]))
    report("NumPy, loops over places", times, "digits", 1)


if __name__ == "__main__":
    main()
