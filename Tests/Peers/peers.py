"""What the scripts have in common: images, timing, and the figures of `backstep bench`."""

import json
import os
import random
import statistics
import subprocess
import time

RUNS = 7


def images(count, side=28):
    """Strokes on blank paper, as lists of pixels 0 to 255, and labels; no figure depends on them."""
    source = random.Random(1)
    result = []
    for _ in range(count):
        pixels = [0] * (side * side)
        row, column = source.randrange(6, 22), source.randrange(6, 22)
        for _ in range(150):
            pixels[row * side + column] = source.randrange(100, 256)
            row = min(max(row + source.randrange(-1, 2), 4), side - 5)
            column = min(max(column + source.randrange(-1, 2), 4), side - 5)
        result.append(pixels)
    return result, [source.randrange(10) for _ in range(count)]


def measure(step, seconds=0.5):
    """Microseconds a call of step(n), n = 0, 1, ...: the median, least and most of several runs."""
    count, times = 1, []
    while len(times) < RUNS:
        start = time.perf_counter()
        for n in range(count):
            step(n)
        passed = time.perf_counter() - start
        if passed < seconds / 5 and not times:
            count *= 2
        else:
            times.append(passed / count * 1e6)
    return statistics.median(times), min(times), max(times)


def ours(name):
    """The figures of one network, from `backstep bench --json`."""
    program = os.environ.get("BACKSTEP", ".build/release/backstep")
    text = subprocess.run([program, "bench", name, "--json"], check=True, capture_output=True).stdout
    found = json.loads(text)
    print(f"{found['processor']}, {found['instruction_set']}")
    return found["networks"][0]


def report(what, times, name, images_per_step):
    """Prints their time, ours, and the ratio."""
    median, least, most = times
    own = ours(name)
    step = own["step_us"]
    mine = step["median"] * images_per_step / own["images_per_step"]
    print(f"{what:28} {median:10.1f} us a step ({least:.1f} to {most:.1f})")
    print(f"{'backstep, ' + name:28} {mine:10.1f} us a step")
    print(f"{'images/s':28} {1e6 * images_per_step / median:10.0f} theirs, "
          f"{1e6 * images_per_step / mine:.0f} ours: {median / mine:.2f} times as many")
