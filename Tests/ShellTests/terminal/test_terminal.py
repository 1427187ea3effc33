#!/usr/bin/env python3
"""Backstep in a real terminal: python3 Tests/ShellTests/terminal/test_terminal.py

Needs pexpect, and tmux for some. BACKSTEP names the executable; without it the newest in .build
is taken. Every test waits for what it expects; none sleeps blindly.
"""

import glob
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import pexpect

# What the tests know of the commands' wording.
ASK, ANSWER = "help train", r"USAGE: train"
LONG_WORK, AT_WORK = ["train 200", "sgd 100000"], r"update +[1-9]"
STOPPED = r"Stopped"
WHERE, UPDATES = "where", r"update ([\d,]+)[,;]"
COMPLETED = ("confu", "sion")
LAYER = ("maps po", "ol")
AMBIGUOUS = ("h", ["help", "history"])

TIMEOUT = float(os.environ.get("TERMINAL_TEST_TIMEOUT", "60"))
PROMPT = "backstep> "
UP, HOME, END, DELETE = "\x1b[A", "\x1b[H", "\x1b[F", "\x1b[3~"
WORD_LEFT, WORD_RIGHT = "\x1b[1;5D", "\x1b[1;5C"
CTRL_C, CTRL_D, CTRL_R, CTRL_U, CTRL_Z = "\x03", "\x04", "\x12", "\x15", "\x1a"
PASTE = "\x1b[200~%s\x1b[201~"


def executable():
    named = os.environ.get("BACKSTEP")
    if named:
        return os.path.abspath(named)
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
    built = glob.glob(os.path.join(root, ".build", "*", "backstep"))
    if not built:
        sys.exit("no executable: build it, or name it in BACKSTEP")
    return os.path.abspath(max(built, key=os.path.getmtime))


BACKSTEP = executable()
QUOTED = shlex.quote(BACKSTEP)


class TerminalTest(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="backstep-")
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        kept = {"PATH", "LD_LIBRARY_PATH"}
        self.env = {name: value for name, value in os.environ.items() if name in kept}
        self.env.update(HOME=self.home, TERM="xterm", LANG="C.UTF-8", NO_COLOR="1")
        # A crash is to end the process, not to start a debugger.
        self.env["SWIFT_BACKTRACE"] = "enable=no"
        for name in ("CONFIG", "STATE", "DATA", "CACHE"):
            self.env["XDG_%s_HOME" % name] = os.path.join(self.home, name.lower())

    def spawn(self, command, args=(), **env):
        child = pexpect.spawn(
            command, list(args), env={**self.env, **env}, cwd=self.home, dimensions=(24, 80),
            encoding="utf-8", codec_errors="replace", timeout=TIMEOUT)
        child.delaybeforesend = None
        self.addCleanup(child.close, force=True)
        return child

    def start(self, **env):
        session = self.spawn(BACKSTEP, **env)
        self.prompt(session)
        return session

    def prompt(self, session):
        session.expect_exact(PROMPT)

    def type(self, session, text):
        """Types, and waits until the end of it is shown."""
        session.send(text)
        session.expect_exact(text[-4:])

    def run_line(self, session, line):
        session.send(line + "\r")
        session.expect_exact("\n")
        self.prompt(session)
        return session.before

    def alive(self, session):
        session.send(ASK + "\r")
        session.expect(ANSWER)
        self.prompt(session)

    def ended(self, session, status=0):
        session.expect(pexpect.EOF)
        session.close()
        self.assertEqual((session.exitstatus, session.signalstatus), (status, None))


class Leaving(TerminalTest):
    def test_quit_ends_with_status_0(self):
        session = self.start()
        session.send("quit\r")
        self.ended(session)

    def test_control_d_on_an_empty_line_ends_with_a_new_line(self):
        session = self.start()
        session.send(CTRL_D)
        session.expect_exact("\n")
        self.ended(session)

    def settings_around(self, leave, status):
        inner = "echo pid=$$; exec %s" % QUOTED
        outer = "stty -g; sh -c %s; echo status=$?; stty -g" % shlex.quote(inner)
        shell = self.spawn("/bin/sh", ["-c", outer])
        shell.expect(r"([0-9a-f:]{40,})\r\n")
        before = shell.match.group(1)
        shell.expect(r"pid=(\d+)\r\n")
        pid = int(shell.match.group(1))
        self.prompt(shell)
        self.type(shell, "help")
        leave(shell, pid)
        shell.expect(r"status=(\d+)\r\n")
        self.assertEqual(int(shell.match.group(1)), status)
        shell.expect(r"([0-9a-f:]{40,})\r\n")
        self.assertEqual(shell.match.group(1), before)

    def test_the_terminal_is_as_before_after_quit(self):
        self.settings_around(lambda shell, pid: shell.send(CTRL_U + "quit\r"), 0)

    def test_the_terminal_is_as_before_after_the_end_of_input(self):
        self.settings_around(lambda shell, pid: shell.send(CTRL_U + CTRL_D), 0)

    def test_the_terminal_is_as_before_after_sigterm(self):
        self.settings_around(lambda shell, pid: os.kill(pid, signal.SIGTERM), 128 + 15)

    def test_the_terminal_is_as_before_after_sighup(self):
        self.settings_around(lambda shell, pid: os.kill(pid, signal.SIGHUP), 128 + 1)

    def test_the_terminal_is_as_before_after_a_crash(self):
        self.settings_around(lambda shell, pid: os.kill(pid, signal.SIGABRT), 128 + 6)


class Interrupting(TerminalTest):
    def test_control_c_drops_a_half_typed_line_and_keeps_the_session(self):
        session = self.start()
        self.type(session, "frobnicate")
        session.send(CTRL_C)
        session.expect_exact("^C")
        self.prompt(session)
        self.alive(session)

    def test_control_c_stops_long_work_after_a_whole_number_of_steps(self):
        for work in LONG_WORK:
            session = self.start()
            session.send(work + "\r")
            session.expect_exact("\n")
            session.expect(AT_WORK)
            session.send(CTRL_C)
            session.expect(STOPPED)
            self.prompt(session)
            updates, weights = self.progress(session)
            self.assertGreater(updates, 0)
            session.send("quit\r")
            self.ended(session)
            again = self.start()
            self.run_line(again, "sgd %d" % updates)
            self.assertEqual(self.progress(again), (updates, weights))

    def progress(self, session):
        """How many updates there were, and weights that all of them changed."""
        match = re.search(UPDATES, self.run_line(session, WHERE))
        weights = [self.run_line(session, "print " + place)
                   for place in ("conv.filters[3]", "softmax.biases")]
        return int(match.group(1).replace(",", "")), weights

    def test_control_c_in_a_search_is_not_the_end(self):
        session = self.start()
        self.run_line(session, ASK)
        session.send(CTRL_R + "tra")
        session.expect_exact("bck")
        session.send(CTRL_C)
        session.expect_exact("^C")
        self.prompt(session)
        self.alive(session)

    def test_control_z_and_fg_keep_the_line_and_echo_once(self):
        shell = self.spawn("bash", ["--norc", "--noprofile", "-i"], PS1="shell$ ")
        shell.expect_exact("shell$ ")
        shell.send(QUOTED + "\r")
        self.prompt(shell)
        self.type(shell, ASK[:-3])
        shell.send(CTRL_Z)
        shell.expect_exact("Stopped")
        shell.expect_exact("shell$ ")
        shell.send("fg\r")
        shell.expect_exact(PROMPT + ASK[:-3])
        shell.send(ASK[-3:] + "\r")
        shell.expect_exact("\n")
        self.assertEqual(shell.before.count(ASK[-3:]), 1)
        shell.expect(ANSWER)
        self.prompt(shell)


class Completing(TerminalTest):
    def test_tab_completes_a_command(self):
        session = self.start()
        typed, rest = COMPLETED
        session.send(typed + "\t")
        session.expect(typed + r"[^\n]*" + rest)

    def test_tab_completes_a_layer(self):
        session = self.start()
        typed, rest = LAYER
        session.send(typed + "\t")
        session.expect(typed + r"[^\n]*" + rest)

    def test_tab_completes_a_file_name_with_a_space(self):
        with open(os.path.join(self.home, "a file.bs"), "w") as script:
            script.write(ASK + "\n")
        session = self.start()
        session.send("source a\t\r")
        session.expect_exact("\n")
        session.expect(ANSWER)
        self.prompt(session)

    def test_tab_lists_what_is_ambiguous_and_draws_the_line_again(self):
        session = self.start()
        typed, names = AMBIGUOUS
        session.send(typed + "\t")
        for name in names:
            session.expect_exact(name)
        session.expect_exact(PROMPT + typed)
        session.send("elp train\r")
        session.expect(ANSWER)

    def test_tab_that_finds_nothing_does_nothing(self):
        session = self.start()
        self.type(session, "zzzz")
        session.send("\t" + HOME + DELETE * 4 + ASK + "\r")
        session.expect(ANSWER)
        self.assertNotIn("\a", session.before)


class Remembering(TerminalTest):
    def test_the_next_session_knows_the_lines_of_the_last(self):
        session = self.start()
        self.run_line(session, "# remember me")
        session.send("quit\r")
        self.ended(session)
        session = self.start()
        session.send(UP + UP)
        session.expect_exact("# remember me")

    def test_a_killed_session_loses_no_line(self):
        session = self.start()
        self.run_line(session, "# remember me")
        session.kill(signal.SIGKILL)
        session.expect(pexpect.EOF)
        session = self.start()
        session.send(UP)
        session.expect_exact("# remember me")

    def test_two_sessions_at_once_keep_all_lines(self):
        one, two = self.start(), self.start()
        for number in range(5):
            self.run_line(one, "# one %d" % number)
            self.run_line(two, "# two %d" % number)
        path = os.path.join(self.env["XDG_STATE_HOME"], "backstep", "history")
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertEqual(lines, ["# %s %d" % (who, n) for n in range(5) for who in ("one", "two")])
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)


class Editing(TerminalTest):
    def test_home_end_word_keys_and_delete_edit_the_line(self):
        session = self.start()
        # Typed in the wrong order, put right by moving about: "help train".
        session.send("Xelp tain" + HOME + DELETE + "h" + END)
        session.send(WORD_LEFT + WORD_LEFT + WORD_RIGHT + WORD_RIGHT + WORD_LEFT)
        session.send("\x1b[Cr\r")
        session.expect_exact("\n")
        session.expect(ANSWER)

    def test_a_line_of_utf_8_is_kept(self):
        session = self.start()
        self.run_line(session, "# größer 世界")
        session.send(UP)
        session.expect_exact("# größer 世界")

    def test_non_ascii_input_survives_the_c_locale(self):
        session = self.start(LANG="C", LC_ALL="C")
        self.run_line(session, "# größer")
        session.send(UP)
        session.expect_exact("# größer")
        session.send(CTRL_C)
        self.prompt(session)
        self.alive(session)

    def test_resizing_keeps_the_line(self):
        session = self.start()
        self.type(session, ASK[:-3])
        for columns in (40, 120, 80):
            session.setwinsize(24, columns)
            session.expect_exact(PROMPT + ASK[:-3])
        session.send(ASK[-3:] + "\r")
        session.expect(ANSWER)
        self.prompt(session)

    def test_resizing_keeps_a_wrapped_line(self):
        session = self.start()
        self.type(session, "# " + "a" * 90)
        for columns in (40, 120):
            session.setwinsize(24, columns)
            session.expect_exact(PROMPT + "# aaaaaaaaaaaaaaaaa")
        session.send(HOME + DELETE + ASK + " # \r")
        session.expect(ANSWER)

    def test_a_paste_runs_nothing_until_enter_and_then_all_in_order(self):
        session = self.start()
        lines = ["# line %d" % number for number in range(49)] + [ASK]
        session.send(PASTE % "\r".join(lines))
        session.expect_exact(lines[-1])
        self.assertNotIn(PROMPT + lines[1], session.before)
        self.assertNotRegex(session.before, ANSWER)
        session.send("\r")
        for line in lines[1:]:
            session.expect_exact(PROMPT + line)
        session.expect(ANSWER)
        self.prompt(session)

    def test_control_c_drops_a_paste(self):
        session = self.start()
        session.send(PASTE % "frob 1\rfrob 2")
        session.expect_exact("frob 2")
        session.send(CTRL_C)
        session.expect_exact("^C")
        self.prompt(session)
        self.alive(session)


class Presenting(TerminalTest):
    """A lesson that a teacher shows."""

    FIRST = "backstep 4.1> print conv.out"

    def start_lesson(self, **env):
        session = self.spawn(BACKSTEP, ["lesson", "4", "--present"], **env)
        session.expect_exact(self.FIRST)
        return session

    def test_the_next_command_stands_at_the_prompt_and_enter_runs_it(self):
        session = self.start_lesson()
        session.send("\r")
        session.expect_exact("conv.out  1x4x4")
        session.expect_exact("Enter goes on")
        session.expect_exact("backstep 4.1> ")
        session.send("\r")
        session.expect_exact("Vote: 4 numbers.")
        session.expect_exact("backstep 4.2> ")
        session.send("answer\r")
        session.expect_exact("The answer: 3 1 1 2.")
        session.expect_exact("backstep 4.2> step")
        session.send("\r")
        session.expect_exact("[pool]")
        session.expect_exact("backstep 4.2> print pool.out")

    def test_the_line_can_be_edited_and_comes_back(self):
        session = self.start_lesson()
        session.send("[0,0]\r")
        session.expect_exact("0  3  1  0")
        session.expect_exact(self.FIRST)

    def test_another_line_can_be_typed_in_between(self):
        session = self.start_lesson()
        session.send(CTRL_U + "print image[0]\r")
        session.expect_exact("0  0  1  3  0  0")
        session.expect_exact(self.FIRST)

    def test_control_c_clears_the_line_and_enter_brings_the_lesson_on(self):
        session = self.start_lesson()
        session.send(CTRL_C)
        session.expect_exact("^C")
        session.expect_exact("backstep 4.1> ")
        session.send("where\r")
        session.expect_exact("[conv]")
        session.expect_exact(self.FIRST)

    def test_lesson_back_returns_with_its_line(self):
        session = self.start_lesson()
        session.send("\r")
        session.expect_exact("Enter goes on")
        session.send("\r")
        session.expect_exact("Vote")
        session.expect_exact("backstep 4.2> ")
        session.send("lesson back\r")
        session.expect_exact(self.FIRST)

    def test_a_paste_comes_before_the_typed_line(self):
        session = self.start_lesson()
        session.send(CTRL_U + PASTE % "print image[0]\rprint image[1]" + "\r")
        session.expect_exact("0  0  1  3  0  0")
        session.expect_exact("0  1  0  0  3  0")
        session.expect_exact(self.FIRST)

    def test_a_dumb_terminal_shows_the_line_in_brackets(self):
        session = self.spawn(BACKSTEP, ["lesson", "4", "--present"], TERM="dumb")
        session.expect_exact("[print conv.out] ")
        session.send("\r")
        session.expect_exact("conv.out  1x4x4")
        self.assertNotIn("\x1b", session.before)


class OtherTerminals(TerminalTest):
    def test_a_dumb_terminal_gets_plain_lines(self):
        session = self.start(TERM="dumb")
        self.alive(session)
        self.type(session, "frobnicate")
        session.send(CTRL_C)
        self.prompt(session)
        session.send("quit\r")
        session.expect(pexpect.EOF)
        self.assertNotIn("\x1b", session.before)

    def test_an_unknown_terminal_gets_plain_lines_without_complaint(self):
        session = self.spawn(BACKSTEP, TERM="no-such-terminal")
        self.prompt(session)
        self.assertNotRegex(session.before, "terminal (type|setting)")
        self.alive(session)

    def test_output_can_be_piped_away_from_a_session(self):
        session = self.spawn("/bin/sh", ["-c", "%s | cat > out.txt; echo done" % QUOTED])
        self.prompt(session)
        session.send(ASK + "\r")
        self.prompt(session)
        session.send("quit\r")
        session.expect_exact("done")
        with open(os.path.join(self.home, "out.txt"), encoding="utf-8") as file:
            text = file.read()
        self.assertRegex(text, ANSWER)
        self.assertNotIn("\x1b", text)
        self.assertNotIn(PROMPT, text)

    def test_a_piped_script_sees_no_prompt_and_no_escape_codes(self):
        result = subprocess.run(
            [BACKSTEP], input=ASK + "\r\nquit", env=self.env, cwd=self.home, text=True,
            capture_output=True, timeout=TIMEOUT)
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, ANSWER)
        self.assertNotIn("\x1b", result.stdout + result.stderr)
        self.assertNotIn(PROMPT, result.stdout)

    def test_a_script_that_is_not_text_is_one_error_with_its_line(self):
        for bad in (b"help\n\xff\xfe\n", b"help\na\0b\n", b"help\n" + b"a" * 1_000_001):
            result = subprocess.run(
                [BACKSTEP], input=bad, env=self.env, cwd=self.home, capture_output=True,
                timeout=TIMEOUT)
            self.assertEqual(result.returncode, 1)
            self.assertRegex(result.stderr, rb":2: error: ")


@unittest.skipUnless(shutil.which("tmux"), "tmux is missing")
class InTmux(TerminalTest):
    """What a person sees: the screen, not the bytes."""

    def setUp(self):
        super().setUp()
        self.socket = os.path.join(self.home, "tmux")
        self.tmux(
            "new-session", "-d", "-x", "80", "-y", "24",
            "env PS1='shell$ ' bash --norc --noprofile -i")
        self.addCleanup(self.tmux, "kill-server")
        self.shows("shell$")
        self.keys(QUOTED, "Enter")
        self.shows(PROMPT.strip())

    def tmux(self, *arguments):
        return subprocess.run(
            ["tmux", "-S", self.socket, "-f", "/dev/null", *arguments], env=self.env, cwd=self.home,
            text=True, capture_output=True, timeout=TIMEOUT).stdout

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def resize(self, columns):
        self.tmux("resize-window", "-x", str(columns), "-y", "24")

    def screen(self):
        return [line.rstrip() for line in self.tmux("capture-pane", "-p").splitlines()]

    def last(self):
        """What stands from the last prompt on, wrapped lines put together."""
        lines = self.screen()
        starts = [n for n, line in enumerate(lines) if line.startswith(PROMPT.strip())]
        return "".join(lines[starts[-1]:]) if starts else ""

    def wait(self, found):
        end = time.monotonic() + TIMEOUT
        while not found():
            self.assertLess(time.monotonic(), end, "\n".join(self.screen()))
            time.sleep(0.02)

    def shows(self, text):
        self.wait(lambda: any(text in line for line in self.screen()))

    def typed(self, text):
        self.wait(lambda: self.last() == PROMPT + text)

    def test_resizing_in_mid_line_keeps_prompt_text_and_cursor(self):
        line = "# " + "abcdefgh " * 6 + "end"
        self.keys("-l", line)
        self.typed(line)
        for columns in (40, 120, 80):
            self.resize(columns)
            self.typed(line)
            self.assertEqual(sum(PROMPT.strip() in row for row in self.screen()), 1)
        self.keys("BSpace", "BSpace", "BSpace")
        self.typed(line[:-3].rstrip())
        self.keys("C-u")
        self.keys("-l", ASK)
        self.keys("Enter")
        self.shows("USAGE: train")

    def test_control_z_and_fg_show_the_line_once(self):
        self.keys("-l", "# half a line")
        self.typed("# half a line")
        self.keys("C-z")
        self.shows("Stopped")
        self.keys("fg", "Enter")
        self.typed("# half a line")
        self.keys("-l", " more")
        self.typed("# half a line more")

    def test_wide_characters_are_edited_as_they_look(self):
        self.keys("-l", "# 世界 x")
        self.typed("# 世界 x")
        self.keys("Left", "Left", "BSpace")
        self.typed("# 世 x")


class Drawing(TerminalTest):
    """`draw` hands the terminal to an editor, and takes it back."""

    PAPER = r"sed -i 's/^ 5 |......../ 5 |....@@@@/; s/^ 6 |......../ 6 |....@@@@/' "

    def editor(self, lines):
        path = os.path.join(self.home, "an editor")
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + lines + "\n")
        os.chmod(path, 0o755)
        return "'%s' --wait" % path

    def test_what_is_drawn_is_the_image(self):
        session = self.start(EDITOR=self.editor('[ "$1" = --wait ] && ' + self.PAPER + '"$2"'))
        self.assertIn("drawn image: a 1", self.run_line(session, "draw --label 1"))
        self.assertIn("Took back: draw --label 1", self.run_line(session, "back"))

    def test_an_editor_that_changes_nothing_or_fails_changes_nothing(self):
        for lines, said in (("exit 0", "Nothing was drawn"), ("exit 1", "ended with 1"),
                            ("exit 127", "was not found")):
            session = self.start(EDITOR=self.editor(lines))
            self.run_line(session, "image 7")
            self.assertIn(said, self.run_line(session, "draw --label 1"))
            self.assertIn("training image 7", self.run_line(session, "image"))

    def test_an_editor_that_crashes_leaves_the_terminal_as_it_was(self):
        session = self.start(EDITOR=self.editor("stty raw -echo; kill -9 $$"))
        self.assertIn("ended by signal 9", self.run_line(session, "draw --label 1"))
        self.type(session, ASK)
        session.send("\r")
        session.expect(ANSWER)
        self.prompt(session)
        session.send("quit\r")
        self.ended(session)

    def test_control_c_is_the_editors(self):
        session = self.start(EDITOR=self.editor(
            "trap 'echo caught; exit 0' INT; echo ready; while :; do sleep 0.05; done"))
        session.send("draw --label 1\r")
        session.expect_exact("ready")
        session.send(CTRL_C)
        session.expect_exact("caught")
        session.expect_exact("Nothing was drawn")
        self.prompt(session)
        self.alive(session)

    def test_control_z_stops_both_and_fg_goes_on_with_both(self):
        editor = self.editor("echo ready; kill -STOP $$; " + self.PAPER + '"$2"; echo again')
        shell = self.spawn("bash", ["--norc", "--noprofile", "-i"], PS1="shell$ ", EDITOR=editor)
        shell.expect_exact("shell$ ")
        shell.send(QUOTED + "\r")
        self.prompt(shell)
        shell.send("draw --label 1\r")
        shell.expect_exact("ready")
        shell.expect_exact("Stopped")
        shell.expect_exact("shell$ ")
        shell.send("fg\r")
        shell.expect_exact("again")
        shell.expect_exact("drawn image: a 1")
        self.prompt(shell)
        self.alive(shell)


class Recording(TerminalTest):
    def test_a_session_that_was_killed_leaves_a_recording_and_a_log_that_check(self):
        session = self.start(NO_COLOR="", CLICOLOR_FORCE="1")
        for line in ("log lab.md", "record lab.cast", "image 7", "step", "", "maps conv 2",
                     "prnt loss", "train 1"):
            self.run_line(session, line)
        session.send("sgd 100000\r")
        session.expect(AT_WORK)
        session.send(CTRL_C)
        session.expect(STOPPED)
        self.prompt(session)
        self.run_line(session, "print conv.filters[0]")
        session.kill(signal.SIGKILL)
        with open(os.path.join(self.home, "lab.cast")) as file:
            header, *events = [json.loads(line) for line in file]
        self.assertEqual((header["version"], header["width"], header["height"]), (2, 80, 24))
        shown = "".join(text for _, kind, text in events if kind == "o")
        self.assertIn("backstep> maps conv 2\r\n", shown)
        self.assertIn("\x1b[38;5;", shown)
        self.assertTrue(all(a[0] <= b[0] for a, b in zip(events, events[1:])))
        for name in ("lab.md", "lab.cast"):
            checked = subprocess.run(
                [BACKSTEP, "check", name], cwd=self.home, env=self.env, capture_output=True,
                text=True)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)


if __name__ == "__main__":
    unittest.main()
