#!/usr/bin/env python3
"""How much memory sessions take: Tests/ShellTests/terminal/memory.py [--seconds N] [--seed N]

First lines that once took more and more, then random ones, each repeated in one session. Every session
must end by itself, within a bound on its memory that is far below what a small machine has. The bound
is in megabytes of resident memory, which is what the system counts; nothing here depends on time.

BACKSTEP names the executable; without it the newest in .build is taken.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

from program import environment, executable

MEGABYTE = 1 << 20
WIDE = "net new " + ", ".join(["fc 7000"] * 25 + ["softmax 10"])

# What to run, how many times, and how many megabytes it may take.
SCENARIOS = [
    ("a session that loads its data again and again", ["load mnist"] * 40, 900),
    ("fresh weights again and again", ["net preset lenet"] + ["init"] * 2000, 900),
    ("a long past of a large network",
     ["net new fc 2000, relu, fc 300, relu, softmax 10"] + ["sgd 40", "set learning-rate 0.01"] * 50, 1200),
    ("hand edits of a large network",
     ["net new fc 2000, relu, fc 300, relu, softmax 10", "sgd 1"] + ["set fc1.weights[0,0] 1", "step"] * 200,
     1200),
    ("a network that is too large", [WIDE, "sgd 1"], 600),
    ("very many classes", ["net new softmax 20000", "sgd 3", "confusion"], 1500),
    ("a batch that is too large", ["net preset lenet", "set batch 100000", "sgd 1"], 4600),
    ("large pictures", ["net new conv3x3 200, softmax 10", "image 0", "forward", "maps conv", "print conv.out",
                        "view"] * 3, 1200),
    ("a long journey", ["load toy", "sgd 100000"] + ["back 50000", "sgd 10", "goto 3"] * 20, 900),
]
RANDOM = [
    "sgd 50", "sgd 500", "back 20", "back 500", "goto 0", "goto end", "goto 100", "init", "init --seed 4",
    "net preset digits", "net preset lenet", "net new fc 500, relu, softmax 10", "load toy", "load mnist --train 500",
    "set batch 32", "set batch 1", "set optimizer adam", "set optimizer sgd", "test", "image 5", "forward",
    "backward", "print image", "view", "curve", "confusion", "diff", "whatif label", "set conv.filters 0.5",
    "bug on conv-flipped", "bug off", "until wrong --limit 50", "step 7",
]
RANDOM_BOUND = 2000


def run(lines):
    """The megabytes that a session with these lines took, and how it ended: an exit code, or minus a signal."""
    with tempfile.TemporaryDirectory(prefix="backstep-random-") as home:
        path = os.path.join(home, "lines")
        with open(path, "w") as file:
            file.write("\n".join(lines) + "\n")
        process = subprocess.Popen(
            [executable(), "--no-init", "--keep-going", path], cwd=home, env=environment(home),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            # Beyond this, the session could make the whole machine run out of memory.
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (12000 * MEGABYTE, 12000 * MEGABYTE)))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        # Bytes on macOS, kilobytes elsewhere.
        unit = MEGABYTE if sys.platform == "darwin" else 1024
        return usage.ru_maxrss / unit, process.returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=0, help="how long to try random lines")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--brief", action="store_true", help="only what is quick")
    options = parser.parse_args()
    failures, tried, largest = [], 0, 0.0

    def check(name, lines, bound):
        nonlocal tried, largest
        tried += 1
        megabytes, status = run(lines)
        largest = max(largest, megabytes)
        print("%6.0f MB of at most %4d, exit code %3d: %s" % (megabytes, bound, status, name), flush=True)
        if status not in (0, 1) or megabytes > bound:
            failures.append(name)

    for name, lines, bound in SCENARIOS:
        if options.brief:
            lines = [line for index, line in enumerate(lines) if index < 12]
        check(name, lines, bound)
    random.seed(options.seed)
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        lines = [random.choice(RANDOM) for _ in range(60)]
        check("; ".join(lines), lines, RANDOM_BOUND)
    print("memory: %d sessions, the largest took %.0f MB, %d failures (seed %d)" % (
        tried, largest, len(failures), options.seed))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
