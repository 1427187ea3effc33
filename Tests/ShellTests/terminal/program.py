"""The executable that tests in Python start, and the surroundings it gets."""

import glob
import os
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")


def executable():
    """The one that BACKSTEP names, or the newest in .build."""
    named = os.environ.get("BACKSTEP")
    if named:
        return os.path.abspath(named)
    built = glob.glob(os.path.join(ROOT, ".build", "*", "backstep"))
    if not built:
        sys.exit("no executable: build it, or name it in BACKSTEP")
    return os.path.abspath(max(built, key=os.path.getmtime))


def environment(home, **more):
    """Nothing of the person's own: all folders are below home."""
    kept = {"PATH", "LD_LIBRARY_PATH"}
    variables = {name: value for name, value in os.environ.items() if name in kept}
    # A crash must end the process, not start a debugger.
    variables.update(HOME=home, LANG="C.UTF-8", SWIFT_BACKTRACE="enable=no")
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        variables["XDG_%s_HOME" % name] = os.path.join(home, name.lower())
    variables.update(more)
    return variables
