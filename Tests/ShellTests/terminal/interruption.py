#!/usr/bin/env python3
"""Ctrl-C at random moments, in a real terminal: Tests/ShellTests/terminal/interruption.py [--seconds N] [--seed N]

Every command of the catalogue is run in large sessions and interrupted at a random moment. The prompt
must come back, the rest of the line must not run, and the session must go on. How long the prompt took
is measured and shown, not judged: the time depends on the machine.

Needs pexpect. BACKSTEP names the executable; without it the newest in .build is taken.
"""

import argparse
import collections
import os
import random
import re
import shutil
import sys
import tempfile
import time

import pexpect

from program import environment, executable

# With a word for the state in it: `backstep bug=?> `.
PROMPT = r"backstep[^>\n\r]*> "
NEVER, SETUP = 30, 120
WIPE, END = "\x15", "\x05"

# Sessions in which everything is large, each in a different way.
SESSIONS = {
    "a large batch": [
        "net new conv3x3 32, relu, maxpool2, conv3x3 32, batchnorm, relu, maxpool2, fc 100, relu, softmax 10",
        "set batch 400", "set optimizer adam", "sgd 2", "image 0", "backward"],
    "wide dense layers": [
        "net new fc 3000, relu, fc 3000, relu, softmax 10", "set batch 16", "set optimizer adam", "sgd 2",
        "image 0", "backward"],
    "many layers": [
        "net new " + ", ".join(["fc 20, tanh"] * 60 + ["softmax 10"]), "sgd 500", "image 0", "backward"],
    "a long past": ["load toy", "sgd 60000", "goto 30000", "image 0", "backward"],
}

# A short run has one session, and runs every line once.
BRIEF = {
    "a batch": [
        "net new conv3x3 8, relu, maxpool2, fc 100, relu, softmax 10", "set batch 50", "sgd 2", "image 0", "backward"]}

# For each command, lines that run it. {layer} is the first layer, {place} one with many numbers.
LINES = {
    "alias": ["alias twice=\"sgd 1000; sgd 1000\"; twice"], "answer": ["answer"],
    "branches": ["branches"], "echo": ["echo words"], "keep": ["keep here", "keep"],
    "repeat": ["repeat 1000 sgd 10", "repeat 100 print image"], "time": ["time sgd 1000", "time print image"],
    "back": ["back 3", "back 2000"], "backward": ["forward; backward"],
    "bug": ["bug random", "bug off"], "confusion": ["confusion"],
    "compare": ["compare {layer}.out out.npy"], "field": ["field {layer}.out[0,0,0]"], "norms": ["norms"],
    "curve": ["curve", "curve keep now"], "data": ["data"], "detect": ["detect", "detect conv-flipped"],
    "diagnose": ["diagnose"], "diff": ["diff", "diff 0", "diff 0 2"], "display": ["display norms"], "draw": ["draw --save me.txt"],
    "exercise": ["exercise", "exercise network own --force"], "judge": ["judge own"],
    "export": ["export torch exported", "export numpy written --notebook"], "filters": ["filters", "filters --grad"],
    "finish": ["finish"], "forward": ["forward"], "goto": ["goto 1", "goto end", "goto 0", "goto 1.4"],
    "gradcheck": ["gradcheck", "gradcheck --all"], "help": ["help", "help conv", "help gradient"],
    "hint": ["hint"], "history": ["history"], "image": ["image 7", "image 3 --test", "image --grad"],
    "import": ["import exported/none.safetensors"], "init": ["init --seed 5"], "invariance": ["invariance"],
    "lesson": ["lesson", "lesson busy.md", "lesson 5"], "load": ["load mnist", "load toy"],
    "log": ["log lab.md"], "maps": ["maps {layer}", "maps {layer} 0 --numbers", "maps {layer} --grad"],
    "note": ["note seen"],
    "net": ["net", "net preset lenet", "net new fc 3000, fc 3000, softmax 10"],
    "open": ["open kept.safetensors", "open all.safetensors --force"], "predict": ["predict label 3", "predict loss 2"],
    "practice": ["practice mixed; practice stop"],
    "play": ["play", "play training"],
    "print": ["print {layer}.out", "print {layer}.out[0]", "print {layer}.d_out", "print image"],
    "probs": ["probs"], "read": ["read {layer}.out none.npy"], "record": ["record lab.cast"],
    "report": ["report lab.html"], "route": ["route"],
    "script": ["script 12"], "save": ["save kept.safetensors --force", "save all.safetensors --session --force"], "set": ["set batch 300", "set learning-rate 0.01"],
    "sgd": ["sgd 1000", "sgd 100000000"], "shift": ["shift 1 0"], "skip": ["skip"],
    "source": ["source long.bs"], "step": ["step 40", "step"], "style": ["style"],
    "test": ["test"], "trace": ["trace image[10,10]"], "undisplay": ["undisplay"], "train": ["train", "train 3 --test-every 20"],
    "until": ["until loss > 1000 --limit 1000000", "until wrong"], "update": ["update"],
    "view": ["view"], "vote": ["vote 1 2"], "whatif": ["whatif {place}", "whatif {layer}.weights[0] 1"], "where": ["where"],
    "why": ["why {place}", "why {layer}.out[0]", "why {layer}.out --matrix", "why loss"], "worksheet": ["worksheet 2 w.html"], "hand-in": ["hand-in h.md"],
    "write": ["write {layer}.out out.npy --force"], "wrong": ["wrong"],
    "picture": ["maps {layer} > maps.svg", "picture confusion c.png --force"],
}
# These leave, use the network, or show more prompts than there are lines.
LEFT_OUT = {"quit", "fetch", "edit"}
# After these the session is a different one, so they come last.
CHANGE = ["load", "net", "lesson", "open", "import", "source", "init", "set", "bug", "alias"]


class Session:
    def __init__(self, setup):
        self.home = tempfile.mkdtemp(prefix="backstep-random-")
        with open(os.path.join(self.home, "long.bs"), "w") as file:
            file.write("set pager off\n" + "sgd 1000\nprint image\n" * 200)
        with open(os.path.join(self.home, "busy.md"), "w") as file:
            file.write("---\nid: busy\ntitle: Busy\nstart: load toy; sgd 1000000\n---\n\n## One <!-- step: one -->\n\nText.\n")
        self.child = pexpect.spawn(
            executable(), ["--no-init"], env=environment(self.home, TERM="xterm", NO_COLOR="1", EDITOR="true"), cwd=self.home, dimensions=(50, 100),
            encoding="utf-8", codec_errors="replace", timeout=300)
        self.child.delaybeforesend = None
        self.marks = 0
        for line in ["set pager off"] + setup:
            self.run(line)

    def begin(self, line):
        """Starts a line at a prompt that nothing else is printed after.

        A Ctrl-C that comes just after a line has ended brings a prompt of its own, which would be
        taken for that of the next line. So a mark is typed and wiped out first. A key that moves
        the cursor to the end is within it: a terminal that echoes by itself would show that as ^E.
        """
        self.marks += 1
        mark = "mark%d." % self.marks
        self.child.send(WIPE + mark[:2] + END + mark[2:])
        self.child.expect_exact(mark, timeout=SETUP)
        self.child.send(WIPE + line + "\r")
        self.child.expect_exact("\n")

    def run(self, line):
        self.begin(line)
        self.child.expect(PROMPT, timeout=SETUP)
        return self.child.before

    def interrupt(self, line, moment):
        """Seconds from Ctrl-C to the prompt, or None where the line was over before; and what it printed."""
        self.begin(line + "; echo-not-run")
        try:
            self.child.expect(PROMPT, timeout=moment)
            return None, self.child.before
        except pexpect.TIMEOUT:
            return self.stop(), self.child.before

    def stop(self):
        """Seconds from Ctrl-C to the prompt."""
        begin = time.monotonic()
        self.child.send("\x03")
        self.child.expect(PROMPT, timeout=NEVER)
        return time.monotonic() - begin

    def close(self):
        self.child.close(force=True)
        shutil.rmtree(self.home, ignore_errors=True)


def places(session):
    """The first layer with weights, and one of its places that is a sum of many numbers."""
    text = session.run("net")
    layers = re.findall(r"^ *(conv1?|fc1?) ", text, re.M)
    layer = layers[0] if layers else "conv"
    kind = "filters" if layer.startswith("conv") else "weights"
    rank = 4 if "conv1" == layer and "batch" in text else 3
    indices = {"weights": "[0,0]"}.get(kind, "[0,0,0]")
    return {"layer": layer, "place": "%s.d_%s%s" % (layer, kind, indices), "rank": rank}


def missing(session):
    """The commands that `help` lists and that have no line here."""
    listed = session.run("help").split("ideas")[0]
    # What a stopped command still printed may stand before it.
    groups = re.sub(r"(?m)^[a-z]+ +", " ", listed[re.search(r"(?m)^data ", listed).start():])
    return set(re.findall(r"[a-z]+(?:-[a-z]+)*", groups)) - set(LINES) - LEFT_OUT


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="a command")
    parser.add_argument("--brief", action="store_true", help="one small session, every line once")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    random.seed(options.seed)
    sessions = BRIEF if options.brief else SESSIONS
    end = time.monotonic() + options.seconds
    tried, seen, failures = 0, 0, []
    worst, lengths = collections.defaultdict(float), {}
    while time.monotonic() < end:
        for name, setup in sessions.items():
            if time.monotonic() > end:
                break
            session = Session(setup)
            failures += ["no line for `%s`" % name for name in missing(session)]
            names = places(session)
            commands = random.sample(sorted(LINES), len(LINES))
            commands.sort(key=lambda command: command in CHANGE)
            if options.only:
                commands = [options.only]
            for command in commands:
                for line in LINES[command]:
                    if time.monotonic() > end:
                        break
                    line = line.format(**names)
                    # Until it is known how long the line takes, it is left alone for a while.
                    first = 0.1 * random.random() if options.brief else 2
                    moment = lengths[line, name] * random.random() if (line, name) in lengths else first
                    tried += 1
                    if options.verbose:
                        print("%7.3f s  %s (%s)" % (moment, line, name), flush=True)
                    begin = time.monotonic()
                    try:
                        seconds, printed = session.interrupt(line, moment)
                        if (line, name) not in lengths:
                            lengths[line, name] = min(2, time.monotonic() - begin)
                        if seconds is not None:
                            seen += 1
                            worst[line, name] = max(worst[line, name], seconds)
                            # On a machine that does much else, Ctrl-C may come before the line is read.
                            late = 1 if options.brief else 0.1
                            if seconds > late and "no command `echo-not-run" in printed:
                                failures.append("%s (%s): the rest of the line was run" % (line, name))
                        session.run("where")
                        if command == "lesson":
                            session.run("lesson quit")
                    except (pexpect.TIMEOUT, pexpect.EOF) as error:
                        failures.append(
                            "%s (%s), after %.3f s: %s after %.0f s\n%s" % (
                                line, name, moment, type(error).__name__, time.monotonic() - begin,
                                session.child.before[-400:]))
                        session.close()
                        session = Session(setup)
            session.close()
        if options.brief:
            break
    for (line, name), seconds in sorted(worst.items(), key=lambda item: -item[1])[:60]:
        print("%6.0f ms  %-50s %s" % (1000 * seconds, line, name))
    print("interruption: %d lines, %d interrupted on the way, %d failures (seed %d)" % (
        tried, seen, len(failures), options.seed))
    for failure in failures:
        print("  " + failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
