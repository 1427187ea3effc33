#!/usr/bin/env python3
"""Tries a tarball of .ci/package in an empty root: a script, whose output must equal another
executable's, and a session in a terminal.

    Tests/package.py .build/packages/backstep-0.2.0-amd64.tar.gz .build/debug/backstep
"""

import os
import subprocess
import sys
import tarfile
import tempfile
import time

import pexpect


def root(folder, *command):
    """The command line that runs a command in a folder that has nothing but it and /proc, without
    which Swift's runtime does not start."""
    os.makedirs(os.path.join(folder, "proc"), exist_ok=True)
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *user, "--mount", "--pid", "--fork", f"--mount-proc={folder}/proc",
            "chroot", folder, *command]


def main():
    package, outside = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(package) as tar:
            tar.extractall(folder, filter="data")
        (name,) = os.listdir(folder)
        inside = f"/{name}/bin/backstep"

        lines = ["-c", "sgd 500", "-c", "test", "-c", "lesson pool"]
        here = subprocess.run([outside, *lines], capture_output=True, check=True).stdout
        start = time.monotonic()
        there = subprocess.run(root(folder, inside, *lines), capture_output=True, check=True).stdout
        print(f"a script in a bare root: {len(there)} bytes, {time.monotonic() - start:.2f} s")
        assert here == there, "the output differs in a bare root"

        environment = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": "/"}
        command = root(folder, inside)
        start = time.monotonic()
        shell = pexpect.spawn(
            command[0], command[1:], env={**os.environ, **environment}, dimensions=(24, 80),
            encoding="utf-8", timeout=20)
        shell.expect("backstep> ")
        print(f"the first prompt: {time.monotonic() - start:.2f} s")
        shell.send("ima\t7\r")
        shell.expect("training image 7: a 3")
        shell.send("back\x08\x08\x08\x08step\r")
        shell.expect("conv.out")
        shell.send("\x1b[A\r")
        shell.expect("pool.out")
        shell.send("quit\r")
        shell.expect(pexpect.EOF)
        shell.close()
        assert shell.exitstatus == 0, f"quit exits with {shell.exitstatus}"
        print("a session in a bare root: Tab, Backspace and Up work")


if __name__ == "__main__":
    main()
