#!/usr/bin/env python3
"""Backstep in a real terminal: python3 Tests/ShellTests/terminal/test_terminal.py

Needs pexpect, and tmux for some. BACKSTEP names the executable; without it the newest in .build
is taken. Every test waits for what it expects; none sleeps blindly.

What an expert will try, and the class that tries it:

  Ctrl-C never loses the model, weights after a whole number of steps    Interrupting
  the random tester of Ctrl-C knows whose prompt it sees                 Testing
  the terminal is restored after quit, end, TERM, HUP, Ctrl-Z, a crash   Leaving, InTmux
  programs that are started ignore no signals but those of nohup          Children
  a terminal that goes away ends the session                             Gone
  completion                                                             Completing
  resize in mid-line keeps prompt, text and cursor                       Editing, InTmux
  fifty pasted lines run nothing until Enter, then all in order          Editing
  history survives SIGKILL and two sessions at once                      Remembering
  Up and Down find lines by their beginning                              Recalling
  an open quote or bracket goes on in the next line                      Continuing
  a line is changed in a text editor, and run                            InTheEditor
  a script runs, then the prompt is there                                Staying
  an empty line repeats `step`, on a terminal only                       EmptyLine
  long output stops after a screenful, on a terminal only; Enter goes on Paging
  the same bytes under LANG=C, TERM=dumb, NO_COLOR, and in a pipe        SameBytes
  scripts: no prompt, no escape codes, errors on standard error          OtherTerminals
  invalid UTF-8, NUL, CRLF, 1 MB lines: typed, piped, as init, history   Hostile
  an init file, whatever it is, never keeps the session from starting    InitFile
  a lesson that is shown to a class                                      Presenting
  displays and films are drawn in place, at any size                     InTmux
  a lesson that is shown to a class                                      Presenting, OnTheWall
  zsh and fish complete words, lessons and options of `backstep`         OtherShells

Errors with a caret, prefixes, aliases, `help WORD`, the same bytes by -c, file and pipe, exit codes
need no terminal: see ExecutableTests, InterpreterTests, HelpTests, SettingTests beside this folder.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import pexpect

import interruption
from program import ROOT, environment, executable

# What the tests assume about the commands' wording.
ASK, ANSWER = "help train", r"USAGE: train"
LONG_WORK, AT_WORK = ["train 20000", "sgd 100000000"], r"update +[1-9]"
OTHER_WORK = [
    ("until loss > 1000 --limit 1000000", AT_WORK), ("image 0; gradcheck --all", "checking"),
    ("detect", "training with"), ("source long.bs", AT_WORK)]
LONG = "help config"  # has more lines than a screen of ten rows
MORE = "-- more --"
STOPPED = r"Stopped"
WHERE, UPDATES = "where", r"update ([\d,]+)[,;]"
COMPLETED = ("confu", "sion")
LAYER = ("maps po", "ol")
AMBIGUOUS = ("h", ["help", "history"])

TIMEOUT = float(os.environ.get("TERMINAL_TEST_TIMEOUT", "60"))
PROMPT = "backstep> "
UP, DOWN, HOME, END, DELETE = "\x1b[A", "\x1b[B", "\x1b[H", "\x1b[F", "\x1b[3~"
PAGE_UP, PAGE_DOWN = "\x1b[5~", "\x1b[6~"
WORD_LEFT, WORD_RIGHT = "\x1b[1;5D", "\x1b[1;5C"
CTRL_C, CTRL_D, CTRL_R, CTRL_U, CTRL_Z = "\x03", "\x04", "\x12", "\x15", "\x1a"
CLEAR, OTHER_SCREEN, OWN_SCREEN = "\x1b[H\x1b[J", "\x1b[?1049h", "\x1b[?1049l"
PASTE = "\x1b[200~%s\x1b[201~"

CLANG = shutil.which("clang")


BACKSTEP = executable()
QUOTED = shlex.quote(BACKSTEP)


class TerminalTest(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="backstep-")
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.env = environment(self.home, TERM="xterm", NO_COLOR="1")

    def spawn(self, command, args=(), rows=24, before=None, **env):
        child = pexpect.spawn(
            command, list(args), env={**self.env, **env}, cwd=self.home, dimensions=(rows, 80),
            encoding="utf-8", codec_errors="replace", timeout=TIMEOUT, preexec_fn=before)
        child.delaybeforesend = None
        self.addCleanup(child.close, force=True)
        return child

    def start(self, rows=24, args=(), **env):
        session = self.spawn(BACKSTEP, args, rows=rows, **env)
        self.prompt(session)
        return session

    def write(self, name, content):
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        return path

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

    def interrupt_at_once(self, session, typed, times):
        """Types Ctrl-C right after a text, again and again."""
        for _ in range(times):
            session.send(typed)
            session.send(CTRL_C)
            session.expect_exact("^C")
            self.prompt(session)

    def alive(self, session):
        session.send(ASK + "\r")
        session.expect(ANSWER)
        self.prompt(session)

    def ended(self, session, status=0):
        session.expect(pexpect.EOF)
        session.close()
        self.assertEqual((session.exitstatus, session.signalstatus), (status, None))


class Looks(TerminalTest):
    def test_a_terminal_with_colours_shows_half_blocks(self):
        self.env.pop("NO_COLOR")
        session = self.start(TERM="xterm-256color")
        self.assertIn("half-blocks in 256 colours", self.run_line(session, "style"))
        picture = self.run_line(session, "image 7")
        self.assertIn("\u2580", picture)
        self.assertIn("\x1b[48;5;231m", picture)
        plain = self.run_line(session, "style ascii; image 7")
        self.assertNotIn("\u2580", plain)
        self.assertNotRegex(plain, "\x1b\\[[0-9;]*m")

    def test_text_is_text_where_the_terminal_is_set_to_it(self):
        lesson = (
            "---\nid: mehr\ntitle: Gr\u00f6\u00dfe \u5377\u79ef\n---\n# Gr\u00f6\u00dfe\n\n"
            "\u5377\u79ef\u5c42\u3002\n\n## Schauen <!-- step: look -->\n"
            "```backstep\nbackstep> help\n...\n```\n")
        self.write("lab.md", lesson.encode())
        def said(session, line):
            session.send(line + "\r")
            session.expect_exact("\n")
            session.expect_exact("backstep mehr.1> ")
            return session.before

        session = self.start()
        text = said(session, "lesson ./lab.md")
        self.assertIn("Gr\u00f6\u00dfe \u5377\u79ef", text)
        self.assertIn("\u5377\u79ef\u5c42\u3002", text)
        self.assertNotIn("UTF-8", text)
        session = self.start(LANG="C", LC_ALL="C")
        text = said(session, "lesson ./lab.md")
        self.assertIn("Gr??e ????", text)
        self.assertEqual(text.count("UTF-8"), 1)
        text = said(session, "lesson restart")
        self.assertIn("Gr??e ????", text)
        self.assertNotIn("UTF-8", text)

    def test_the_init_file_chooses_a_style(self):
        self.env.pop("NO_COLOR")
        folder = os.path.join(self.env["XDG_CONFIG_HOME"], "backstep")
        os.makedirs(folder)
        with open(os.path.join(folder, "init"), "w") as file:
            file.write("style ascii\n")
        session = self.start(COLORTERM="truecolor")
        self.assertIn("style ascii: ", self.run_line(session, "style"))

    def test_without_colours_and_without_unicode_it_is_plain(self):
        session = self.start()
        self.assertIn("plain characters", self.run_line(session, "style"))
        self.env.pop("NO_COLOR")
        session = self.start(TERM="dumb")
        self.assertIn("plain characters", self.run_line(session, "style blocks"))
        session = self.start(TERM="xterm-256color", LANG="C", LC_ALL="C")
        self.assertIn("characters in 256 colours", self.run_line(session, "style"))

    def test_a_terminal_of_few_colours_gets_the_standard_ones(self):
        self.env.pop("NO_COLOR")
        for term in ("linux", "xterm", "no-such-16color"):
            session = self.start(TERM=term)
            self.assertIn("characters in 8 colours", self.run_line(session, "style"))
            picture = self.run_line(session, "image 7; forward; maps conv 2")
            self.assertNotIn("\u2580", picture)
            self.assertNotRegex(picture, "[34]8;[25];")
            for code in ("1;31", "1;34", "35"):
                self.assertIn("\x1b[" + code + "m", picture)
        session = self.start(TERM="vt100")
        self.assertIn("plain characters", self.run_line(session, "style"))


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
        # With Swift's backtracer, which is on by default and would ask what to do, and without it.
        for backtrace in (None, "enable=no"):
            self.env.pop("SWIFT_BACKTRACE", None)
            if backtrace:
                self.env["SWIFT_BACKTRACE"] = backtrace
            for number in (
                    signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP,
                    signal.SIGFPE, signal.SIGSYS):
                with self.subTest(number.name, backtrace=backtrace):
                    self.settings_around(lambda shell, pid: os.kill(pid, number), 128 + number)

    def test_the_terminal_is_as_before_after_any_other_signal(self):
        for number in (
                signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGVTALRM,
                signal.SIGPROF, signal.SIGXCPU):
            with self.subTest(number.name):
                self.settings_around(lambda shell, pid: os.kill(pid, number), 128 + number)

    def test_a_signal_that_ends_the_session_completes_the_log(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number.name):
                session = self.start()
                self.run_line(session, "log lab.md --force")
                self.run_line(session, "step")
                session.kill(number)
                session.expect(pexpect.EOF)
                session.close()
                self.assertEqual(session.signalstatus, number)
                with open(os.path.join(self.home, "lab.md")) as file:
                    self.assertTrue(file.read().endswith("\n```\n"))

    def test_a_signal_during_long_work_ends_it_on_a_step_boundary(self):
        session = self.start()
        self.run_line(session, "log lab.md")
        session.send("sgd 100000000\r")
        session.expect(AT_WORK)
        session.kill(signal.SIGTERM)
        session.expect(pexpect.EOF)
        session.close()
        self.assertEqual(session.signalstatus, signal.SIGTERM)
        with open(os.path.join(self.home, "lab.md")) as file:
            self.assertRegex(file.read(), r"backstep> sgd \d+\n\.\.\.\n```\n$")

    @unittest.skipUnless(CLANG, "clang is missing")
    def test_the_terminal_is_as_before_after_a_stack_overflow(self):
        sources = os.path.join(ROOT, "Sources", "CTerminal")
        program = os.path.join(self.home, "overflow")
        subprocess.run(
            [CLANG, "-std=gnu2x", "-O0", "-Wno-infinite-recursion",
             "-I", os.path.join(sources, "include"),
             *(os.path.join(sources, name) for name in ("signals.c", "device.c")),
             os.path.join(os.path.dirname(os.path.abspath(__file__)), "overflow.c"),
             "-o", program], check=True)
        shell = self.spawn(
            "/bin/sh", ["-c", "ulimit -c 0; stty -g; %s; echo status=$?; stty -g" % program])
        shell.expect(r"([0-9a-f:]{40,})\r\n")
        before = shell.match.group(1)
        shell.expect(r"status=(\d+)\r?\n")
        self.assertIn(int(shell.match.group(1)) - 128, (signal.SIGSEGV, signal.SIGBUS))
        shell.expect(r"([0-9a-f:]{40,})\r?\n")
        self.assertEqual(shell.match.group(1), before)


class Testing(TerminalTest):
    def test_control_c_just_after_a_line_shifts_no_prompt_of_the_random_tester(self):
        session = interruption.Session([])
        self.addCleanup(session.close)
        session.begin("echo words")
        session.child.expect("(?=%s)" % interruption.PROMPT)
        # The prompt that is seen is the line's; that of Ctrl-C is still to come.
        session.stop()
        self.assertIn("more", session.run("echo more"))


class Interrupting(TerminalTest):
    def test_control_c_drops_a_half_typed_line_and_keeps_the_session(self):
        session = self.start()
        self.type(session, "frobnicate")
        session.send(CTRL_C)
        session.expect_exact("^C")
        self.prompt(session)
        self.alive(session)

    def test_control_c_right_after_a_key_is_not_lost(self):
        # The terminal takes the key away, sometimes between our waiting for it and our reading it.
        session = self.start()
        self.interrupt_at_once(session, "x", times=300)

    def test_control_c_right_after_a_line_is_not_lost_without_an_editor(self):
        session = self.start(TERM="dumb")
        self.interrupt_at_once(session, "#\r", times=100)
        self.alive(session)

    def test_a_shell_outlives_a_session_that_is_killed(self):
        shell = self.spawn("sh", ["-i"], PS1="shell$ ", ENV="")
        shell.expect_exact("shell$ ")
        shell.send(QUOTED + "\r")
        self.prompt(shell)
        child = subprocess.run(["pgrep", "-P", str(shell.pid)], text=True, capture_output=True)
        os.kill(int(child.stdout), signal.SIGKILL)
        shell.expect_exact("shell$ ")
        time.sleep(0.1)
        shell.send("stty sane; echo still $((40 + 2))\r")
        shell.expect_exact("still 42")

    def test_control_c_ends_what_libedit_asks_itself(self):
        session = self.start()
        session.send("\x1bx")
        session.send(CTRL_C)
        session.expect_exact("^C")
        self.prompt(session)
        self.alive(session)

    def test_control_c_at_the_why_of_a_film_stops_it_all(self):
        session = self.start()
        session.send("play conv 2; echo not reached\r")
        session.expect_exact("conv.out[2] so far")
        session.send("w")
        session.expect_exact("any key")
        session.send(CTRL_C)
        session.expect_exact("Not run: echo not reached")
        self.prompt(session)
        self.alive(session)

    def test_control_c_forgets_the_key_that_ended_paging(self):
        session = self.start(rows=10)
        session.send(LONG + "; sgd 100000000\r")
        session.expect_exact(MORE)
        session.send(DOWN)
        session.expect(AT_WORK)
        session.send(CTRL_C)
        session.expect(STOPPED)
        self.prompt(session)
        session.send("where\r")
        session.expect_exact("operations can be undone")

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

    def test_control_c_stops_other_long_work_and_the_session_goes_on(self):
        self.write("long.bs", b"sgd 1000000\nsgd 1000000\n")
        for work, at_work in OTHER_WORK:
            session = self.start()
            session.send(work + "\r")
            session.expect_exact("\n")
            session.expect(at_work)
            session.send(CTRL_C)
            self.prompt(session)
            self.alive(session)

    def test_control_c_inside_a_large_batch_takes_the_step_back(self):
        session = self.start()
        # One update takes seconds.
        for line in ("net new fc 2000, relu, fc 2000, relu, softmax 10", "set batch 2000"):
            self.run_line(session, line)
        weights = self.run_line(session, "print fc2.biases")
        session.send("sgd 50\r")
        session.expect_exact("\n")
        session.send(CTRL_C)
        session.expect("Stopped after 0 updates")
        self.prompt(session)
        self.assertEqual(self.run_line(session, "print fc2.biases"), weights)

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

    def test_a_killed_session_loses_no_answer(self):
        session = self.start()
        for line in ("lesson pool", "lesson next", "lesson next", "9 9 9 9"):
            session.send(line + "\r")
        session.expect_exact("Try again")
        # The line is over, and so is what is saved of it, when the prompt is there again.
        session.expect(r"backstep 5\.\d> ")
        session.kill(signal.SIGKILL)
        session.expect(pexpect.EOF)
        session = self.start()
        self.run_line(session, "report kept.md")
        with open(os.path.join(self.home, "kept.md"), encoding="utf-8") as file:
            self.assertIn("Answer: 9 9 9 9 (wrong)", file.read())

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


    def test_a_line_that_begins_with_a_space_is_not_remembered(self):
        session = self.start()
        self.run_line(session, "# remember me")
        self.run_line(session, " # forget me")
        session.send(UP)
        session.expect_exact("# remember me")

    def test_history_finds_what_has_a_word_in_it(self):
        session = self.start()
        for line in ("# one apple", "# a pear", "# two apples"):
            self.run_line(session, line)
        found = self.run_line(session, "history apple")
        self.assertIn("# one apple", found)
        self.assertIn("# two apples", found)
        self.assertNotIn("pear", found)


class Recalling(TerminalTest):
    """Up and Down, by the beginning of the line."""

    LINES = ("# set one", "# sgd", "# set two", "# other")

    def start_with_lines(self):
        session = self.start()
        for line in self.LINES:
            self.run_line(session, line)
        return session

    def line_now(self, session):
        """What Enter would run: what the history keeps of it."""
        session.send("\r")
        session.expect_exact("\n")
        self.prompt(session)
        path = os.path.join(self.env["XDG_STATE_HOME"], "backstep", "history")
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()[-1]

    def test_up_finds_lines_that_begin_like_what_was_typed(self):
        for keys, line in (("# set" + UP, "# set two"), ("# set" + UP + UP, "# set one"),
                           ("# set" + UP * 5, "# set one"), ("# s" + UP * 2, "# sgd"),
                           ("# set" + UP * 2 + DOWN, "# set two"), ("\x10" * 2, "# set two"),
                           ("\x10" * 2 + "\x0e", "# other"), (UP * 2, "# set two")):
            with self.subTest(keys):
                shutil.rmtree(self.env["XDG_STATE_HOME"], ignore_errors=True)
                session = self.start_with_lines()
                session.send(keys)
                self.assertEqual(self.line_now(session), line)

    def test_down_brings_back_what_was_typed_and_the_line_can_be_edited(self):
        session = self.start_with_lines()
        session.send("# set" + UP + UP + DOWN + DOWN + " new" + HOME + END + "!")
        self.assertEqual(self.line_now(session), "# set new!")
        session.send("# set t" + UP + " more")
        self.assertEqual(self.line_now(session), "# set two more")

    def test_only_what_stands_before_the_cursor_counts(self):
        session = self.start_with_lines()
        session.send("# set xyz" + "\x1b[D" * 3 + UP)
        self.assertEqual(self.line_now(session), "# set two")

    def test_nothing_found_changes_nothing(self):
        session = self.start_with_lines()
        session.send("# zzz" + UP + DOWN + UP)
        self.assertEqual(self.line_now(session), "# zzz")

    def test_control_r_still_searches(self):
        session = self.start_with_lines()
        session.send(CTRL_R + "set o")
        session.expect_exact("one")
        self.assertEqual(self.line_now(session), "# set one")


class Continuing(TerminalTest):
    """A line in which a quote or a bracket is open."""

    def test_it_goes_on_in_the_next_line(self):
        session = self.start()
        session.send("print conv.filters[0,\r")
        session.expect_exact("       [> ")
        session.send("1,\r")
        session.expect_exact("       [> ")
        session.send("2]\r")
        session.expect_exact("conv.filters[0,1,2] = ")
        self.prompt(session)
        # The history has it as a single line.
        session.send(UP)
        session.expect_exact("print conv.filters[0, 1, 2]")

    def test_a_quote_is_shown_in_the_prompt(self):
        session = self.start()
        session.send("echo 'one\r")
        session.expect_exact("       '> ")
        session.send("two'; echo three\r")
        session.expect_exact("one two\r\nthree")
        self.prompt(session)

    def test_control_c_abandons_all_of_it(self):
        session = self.start()
        session.send("echo [abandoned\r")
        session.expect_exact("       [> ")
        session.send("two")
        session.send(CTRL_C)
        session.expect_exact("^C")
        self.prompt(session)
        self.alive(session)
        session.send(UP + UP)
        self.assertNotIn("abandoned", self.run_line(session, ""))

    def test_control_c_between_two_lines_abandons_it_too(self):
        session = self.start()
        self.interrupt_at_once(session, "echo [abandoned\r", times=100)
        self.alive(session)

    def test_control_d_ends_the_line_and_not_the_session(self):
        session = self.start()
        session.send("echo 'one\r")
        session.expect_exact("       '> ")
        session.send(CTRL_D)
        session.expect_exact("not closed")
        self.prompt(session)
        self.alive(session)

    def test_a_pasted_line_of_several_is_one(self):
        session = self.start()
        session.send(PASTE % "print conv.filters[0,\r1,\r2]\rwhere" + "\r")
        session.expect_exact("conv.filters[0,1,2] = ")
        session.expect_exact(PROMPT + "where")
        session.expect(UPDATES)
        self.prompt(session)

    def test_without_a_terminal_that_moves_its_cursor_it_is_the_same(self):
        session = self.start(TERM="dumb")
        session.send("print conv.filters[0,\r")
        session.expect_exact("       [> ")
        session.send("1,2]\r")
        session.expect_exact("conv.filters[0,1,2] = ")


class InTheEditor(TerminalTest):
    """A line in a text editor; here it is one that puts 4 in the place of 3."""

    def start_with_editor(self, script="sed -i.old s/3/4/ \"$1\"", **env):
        editor = self.write("my editor", ("#!/bin/sh\n" + script + "\n").encode())
        os.chmod(editor, 0o755)
        return self.start(EDITOR="'" + editor + "'", **env)

    def test_a_line_that_ends_in_the_mark_is_opened_shown_and_run(self):
        for term in ("xterm", "dumb"):
            session = self.start_with_editor(TERM=term)
            session.send("echo 3 \\e\r")
            session.expect_exact(PROMPT + "echo 4")
            session.expect_exact("\n4\r\n")
            self.prompt(session)
        session = self.start_with_editor()
        session.send(UP)
        session.expect_exact("echo 4")

    def test_control_x_control_e_opens_the_line_as_it_is(self):
        session = self.start_with_editor()
        self.type(session, "echo 3 now")
        session.send(HOME + "\x18\x05")
        session.expect_exact(PROMPT + "echo 4 now")
        session.expect_exact("\n4 now\r\n")
        self.prompt(session)

    def test_edit_opens_the_last_line_or_one_by_its_number(self):
        session = self.start_with_editor()
        self.run_line(session, "echo 3")
        self.run_line(session, "where")
        session.send("edit 1\r")
        session.expect_exact(PROMPT + "echo 4")
        self.prompt(session)
        session.send("edit\r")
        session.expect_exact(PROMPT + "echo 4")
        session.expect_exact("\n4\r\n")
        self.prompt(session)

    def test_several_lines_run_in_order_up_to_one_that_fails(self):
        session = self.start_with_editor("printf 'echo one\\n\\nnonsense\\necho two\\n' > \"$1\"")
        session.send("\\e\r")
        session.expect_exact(PROMPT + "echo one")
        session.expect_exact("There is no command `nonsense`")
        session.expect_exact("note: 1 line")
        self.prompt(session)
        self.alive(session)

    def test_an_editor_that_fails_keeps_the_line(self):
        session = self.start_with_editor("exit 3")
        session.send("echo 3 \\e\r")
        session.expect_exact("The editor exited with status 3")
        session.expect_exact(PROMPT + "echo 3")
        self.assertIn("l3\r\n", self.run_line(session, ""))

    def test_the_terminal_is_as_it_should_be_afterwards(self):
        session = self.start_with_editor()
        session.send("echo 3 \\e\r")
        session.expect_exact("\n4\r\n")
        self.prompt(session)
        self.alive(session)
        typed, rest = COMPLETED
        session.send(typed + "\t")
        session.expect(typed + r"[^\n]*" + rest)


class Staying(TerminalTest):
    """`-i`: a script, then the prompt."""

    def test_a_file_runs_and_the_session_goes_on(self):
        self.write("lab.bs", b"load toy\nsgd 7\nhelp config\n")
        session = self.spawn(BACKSTEP, ["-i", "lab.bs"], rows=10)
        # Nobody turns pages for a script, and there is no greeting.
        self.prompt(session)
        self.assertNotIn(MORE, session.before)
        self.assertNotIn("lesson` teaches", session.before)
        self.assertIn("update 7", self.run_line(session, WHERE))
        session.send("quit\r")
        self.ended(session)

    def test_commands_run_and_the_session_goes_on(self):
        session = self.spawn(BACKSTEP, ["-c", "load toy", "-i", "-c", "sgd 7"])
        self.prompt(session)
        self.assertIn("update 7", self.run_line(session, WHERE))

    def test_after_a_failure_the_prompt_is_there_too(self):
        session = self.spawn(BACKSTEP, ["-i", "-c", "sgd 7", "-c", "nonsense", "-c", "sgd 7"])
        session.expect_exact("-c:2: error")
        self.prompt(session)
        self.assertIn("update 7", self.run_line(session, WHERE))

    def test_control_c_stops_the_script_and_not_the_session(self):
        self.write("lab.bs", b"train 1000\nsgd 1\n")
        session = self.spawn(BACKSTEP, ["-i", "lab.bs"])
        session.expect(AT_WORK)
        session.send(CTRL_C)
        self.prompt(session)
        self.alive(session)

    def test_quit_in_the_script_ends_it(self):
        session = self.spawn(BACKSTEP, ["-i", "-c", "sgd 1", "-c", "quit"])
        self.ended(session)


class Editing(TerminalTest):
    def test_alt_dot_inserts_the_last_word_of_the_line_before(self):
        session = self.start()
        self.run_line(session, "# the word is train")
        session.send("help \x1b.\r")
        session.expect(ANSWER)

    def test_keys_of_vi_are_those_of_editrc_and_tab_completes_all_the_same(self):
        self.write(".editrc", b"bind -v\n")
        session = self.start()
        session.send("help trai\t")
        session.expect_exact("n ")
        session.send("\x1b0iX\x1b0x\r")
        session.expect(ANSWER)

    def test_keys_of_vi_survive_the_end_of_an_empty_line(self):
        self.write(".editrc", b"bind -v\n")
        session = self.start()
        for end in ("\x1b$", END):
            for key in (CTRL_C, "i\t" + CTRL_C):
                session.send(end)
                time.sleep(0.05)
                session.send(key)
                session.expect_exact("^C")
                self.prompt(session)
        session.send("\x1b$i" + ASK + "\r")
        session.expect(ANSWER)

    def test_control_d_during_work_is_no_key_for_the_next_line(self):
        session = self.start()
        session.send("sgd 3000\r")
        session.expect_exact("\n")
        session.send(CTRL_D)
        self.prompt(session)
        self.alive(session)

    def test_home_end_word_keys_and_delete_edit_the_line(self):
        session = self.start()
        # Typed in the wrong order, then corrected by moving the cursor: "help train".
        session.send("Xelp tain" + HOME + DELETE + "h" + END)
        session.send(WORD_LEFT + WORD_LEFT + WORD_RIGHT + WORD_RIGHT + WORD_LEFT)
        session.send("\x1b[Cr\r")
        session.expect_exact("\n")
        session.expect(ANSWER)

    def test_what_is_typed_as_soon_as_the_prompt_is_there_is_shown_once(self):
        session = self.start()
        for _ in range(100):
            session.send("# typed\r")
            session.expect_exact("\n")
            self.assertEqual(session.before.count("typed"), 1)
            self.prompt(session)
            self.assertNotIn("typed", session.before)

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

    def test_what_was_pasted_behind_a_mistake_is_told_of_and_in_the_history(self):
        session = self.start()
        session.send(PASTE % "badcmd\rwhere\rnet" + "\r")
        session.expect_exact("note: 2 lines after it did not run")
        self.prompt(session)
        session.send(UP)
        session.expect_exact("net")
        session.send(UP)
        session.expect_exact("where")

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

    FIRST = "backstep 5.1> print conv.out"

    def start_lesson(self, **env):
        session = self.spawn(BACKSTEP, ["lesson", "5", "--present"], **env)
        session.expect_exact(self.FIRST)
        return session

    def start_question(self):
        """The second part, which asks for numbers."""
        session = self.spawn(BACKSTEP, ["lesson", "5", "--present", "--at", "2"])
        session.expect_exact("Vote: a, b, c or d.")
        session.expect_exact("backstep 5.2> ")
        return session

    def test_the_next_command_stands_at_the_prompt_and_enter_runs_it(self):
        session = self.start_lesson()
        session.send("\r")
        session.expect_exact("conv.out  1x4x4")
        session.expect_exact("Enter continues")
        session.expect_exact("backstep 5.1> ")
        session.send("\r")
        session.expect_exact("Vote: a, b, c or d.")
        session.expect_exact("backstep 5.2> ")
        session.send("answer\r")
        session.expect(r"The answer: [a-d], 3 1 1 2\.")
        session.expect_exact("backstep 5.2> step")
        session.send("\r")
        session.expect_exact("[pool]")
        session.expect_exact("Enter continues")

    def test_the_line_can_be_edited_and_comes_back(self):
        session = self.start_lesson()
        for key in (END, HOME + END, "\x1b[D\x1b[C", "\t" * 2, "\x7ft"):
            session.send(key + "[0,0]\r")
            session.expect_exact("0  3  1  0")
            session.expect_exact(self.FIRST)

    def test_what_is_typed_first_replaces_the_line_whatever_it_is(self):
        session = self.start_lesson()
        for line in ("where", PASTE % "where", "wher\x7fre", "(where", "\u4e16"):
            session.send(line + "\r")
            session.expect("\\[conv\\]|error: ")
            session.expect_exact(self.FIRST)
        session.send("\r")
        session.expect_exact("conv.out  1x4x4")

    def test_it_begins_where_it_is_told(self):
        session = self.start_question()
        session.send("vote\r")
        session.expect_exact("The class has not voted here yet.")
        session.expect_exact("backstep 5.2> ")

    def test_each_part_begins_on_a_clear_screen_in_one_piece(self):
        session = self.start_lesson()
        clear = "\x1bD" * 23 + CLEAR
        self.assertEqual(session.before.count(clear + "Lesson 5: "), 1)
        self.assertEqual(session.before.count(CLEAR), 1)
        session.send("\r")
        session.expect_exact("backstep 5.1> ")
        self.assertNotIn(CLEAR, session.before)
        session.send("\r")
        session.expect_exact("backstep 5.2> ")
        self.assertEqual(session.before.count(clear), 1)
        session.send("set clear off\r")
        session.expect_exact("backstep 5.2> ")
        session.send("lesson again\r")
        session.expect_exact("backstep 5.2> ")
        self.assertNotIn(CLEAR, session.before)

    def test_a_student_has_no_clear_screen_and_a_clicker_does_nothing(self):
        session = self.spawn(BACKSTEP, ["lesson", "5"])
        session.expect_exact("backstep 5.1> ")
        self.assertNotIn(CLEAR, session.before)
        session.send(PAGE_DOWN + PAGE_UP + "bu\x7f\x7f" + "where\r")
        session.expect_exact("[conv]")
        session.expect_exact("backstep 5.1> ")
        self.assertNotIn(OTHER_SCREEN, session.before)

    def test_a_clicker_goes_on_and_back(self):
        session = self.start_lesson()
        session.send(PAGE_DOWN)
        session.expect_exact("conv.out  1x4x4")
        session.expect_exact("backstep 5.1> ")
        session.send(PAGE_DOWN)
        session.expect_exact("Vote: ")
        session.expect_exact("backstep 5.2> ")
        session.send(PAGE_UP)
        session.expect_exact("lesson back")
        session.expect_exact(self.FIRST)
        session.send(PAGE_UP)
        session.expect_exact("This is the first part of the lesson.")
        session.expect_exact(self.FIRST)
        session.send("half a line" + PAGE_UP)
        session.expect_exact("This is the first part of the lesson.")
        session.expect_exact(self.FIRST)

    def test_b_blanks_the_screen_until_a_key_and_words_with_b_can_be_typed(self):
        session = self.start_lesson()
        for key in ("b", "\r", " ", PAGE_DOWN, CTRL_C, PASTE % "where\rwhere", UP, "\x1b"):
            session.send("b")
            session.expect_exact(OTHER_SCREEN)
            session.send(key)
            session.expect_exact(OWN_SCREEN)
        session.send("\r")
        session.expect_exact("conv.out  1x4x4")
        session.expect_exact("backstep 5.1> ")
        session.send("branches\r")
        session.expect_exact(OWN_SCREEN)
        session.expect_exact("branches\r\n")
        session.expect_exact("backstep 5.1> ")
        self.assertNotIn("error", session.before)

    def test_a_blank_screen_is_left_when_the_session_ends_or_stops(self):
        session = self.start_lesson()
        session.send("b")
        session.expect_exact(OTHER_SCREEN)
        session.send("\x1c")
        session.expect_exact(OWN_SCREEN)
        session.expect(pexpect.EOF)
        session = self.start_lesson()
        session.send("b")
        session.expect_exact(OTHER_SCREEN)
        session.kill(signal.SIGSTOP)
        session.kill(signal.SIGCONT)
        session.expect_exact(OWN_SCREEN)
        session.expect_exact(self.FIRST)
        session.send("\r")
        session.expect_exact("conv.out  1x4x4")

    def test_b_is_an_answer_where_it_is_a_choice(self):
        session = self.start_question()
        session.send("b\r")
        session.expect(r"Yes\.|No\.")
        self.assertNotIn(OTHER_SCREEN, session.before)

    def test_a_class_votes_twice_and_sees_the_answer(self):
        session = self.start_question()
        session.send("vote 12 31 17 4\r")
        session.expect_exact("first vote: 64 hands")
        session.expect_exact("b  31   48 %  ##########")
        session.expect_exact("backstep 5.2> ")
        session.send("vote 2 50 10 2\r")
        session.expect_exact("second vote: 64 hands")
        session.expect_exact("backstep 5.2> ")
        session.send("answer\r")
        session.expect(r"second vote[^>]* right\r\n[^>]*The answer: [a-d], 3 1 1 2\.")

    def test_a_recording_has_the_clear_screen_and_can_be_checked(self):
        session = self.start()
        for line in ("record class.cast", "set clear on"):
            self.run_line(session, line)
        session.send("lesson 5\r")
        session.expect_exact(CLEAR)
        session.expect_exact("backstep 5.1> ")
        session.send("\r")
        session.expect_exact("conv.out")
        session.expect_exact("backstep 5.1> ")
        session.send("\r")
        session.expect_exact(CLEAR)
        session.expect_exact("backstep 5.2> ")
        session.send("record off\r")
        session.expect_exact("backstep 5.2> ")
        with open(os.path.join(self.home, "class.cast")) as file:
            self.assertEqual(file.read().count(json.dumps(CLEAR)[1:-1]), 2)
        checked = subprocess.run(
            [BACKSTEP, "check", "class.cast"], env=self.env, cwd=self.home, text=True,
            capture_output=True, timeout=TIMEOUT)
        self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_another_line_can_be_typed_in_between(self):
        session = self.start_lesson()
        session.send(CTRL_U + "print image[0]\r")
        session.expect_exact("0  0  1  3  0  0")
        session.expect_exact(self.FIRST)

    def test_control_c_clears_the_line_and_enter_brings_the_lesson_on(self):
        session = self.start_lesson()
        session.send(CTRL_C)
        session.expect_exact("^C")
        session.expect_exact("backstep 5.1> ")
        session.send("where\r")
        session.expect_exact("[conv]")
        session.expect_exact(self.FIRST)

    def test_lesson_back_returns_with_its_line(self):
        session = self.start_lesson()
        session.send("\r")
        session.expect_exact("Enter continues")
        session.send("\r")
        session.expect_exact("Vote")
        session.expect_exact("backstep 5.2> ")
        session.send("lesson back\r")
        session.expect_exact(self.FIRST)

    def test_a_paste_comes_before_the_typed_line(self):
        session = self.start_lesson()
        session.send(CTRL_U + PASTE % "print image[0]\rprint image[1]" + "\r")
        session.expect_exact("0  0  1  3  0  0")
        session.expect_exact("0  1  0  0  3  0")
        session.expect_exact(self.FIRST)

    def test_a_dumb_terminal_shows_the_line_in_brackets(self):
        session = self.spawn(BACKSTEP, ["lesson", "5", "--present"], TERM="dumb")
        session.expect_exact("[print conv.out] ")
        session.send("\r")
        session.expect_exact("conv.out  1x4x4")
        self.assertNotIn("\x1b", session.before)
        session.expect_exact("backstep 5.1> ")
        session.send("bug list\r")
        session.expect_exact("conv-flipped")
        session.expect_exact("backstep 5.1> ")
        self.assertNotIn("\x1b", session.before)


class EmptyLine(TerminalTest):
    def test_an_empty_line_repeats_step(self):
        session = self.start()
        self.assertIn("[image]", self.run_line(session, ""))
        self.assertIn("[conv]", self.run_line(session, ""))

    def test_in_a_pipe_it_does_nothing(self):
        result = subprocess.run(
            [BACKSTEP], input="\n\n\nwhere\n", env=self.env, cwd=self.home, text=True,
            capture_output=True, timeout=TIMEOUT)
        self.assertNotIn("[image]", result.stdout)


class Paging(TerminalTest):
    """Output that is longer than the screen."""

    def start(self, rows=10, **env):
        return super().start(rows=rows, **env)

    def test_training_is_seen_as_it_goes_and_its_end_is_not_held_back(self):
        session = self.start()
        session.send("sgd 100000000\r")
        for number in ("1,300", "1,400", "1,500"):
            session.expect_exact("update  " + number)
        session.send(CTRL_C)
        session.expect(STOPPED)
        session.expect_exact("next:")
        self.prompt(session)
        self.assertNotIn(MORE, session.before)

    def more(self, session):
        session.expect_exact(MORE)
        session.expect_exact("q: quit")
        return session.before

    def last_line(self):
        result = subprocess.run(
            [BACKSTEP, "-c", LONG], env=self.env, text=True, capture_output=True, timeout=TIMEOUT)
        return result.stdout.splitlines()[-1]

    def test_it_stops_after_a_screenful_and_goes_on_by_lines_and_pages_to_the_end(self):
        session = self.start()
        session.send(LONG + "\r")
        session.expect_exact("\n")
        session.expect_exact(MORE)
        self.assertEqual(session.before.count("\n"), 9)
        session.send("\r")
        session.expect_exact(MORE)
        self.assertEqual(session.before.count("\n"), 1)
        session.send(" ")
        session.expect_exact(MORE)
        self.assertEqual(session.before.count("\n"), 9)
        session.send(" ")
        last = self.last_line()
        while session.expect_exact([MORE, last]) == 0:
            session.send(" ")
        self.prompt(session)
        self.alive_without_paging(session)

    def alive_without_paging(self, session):
        session.send("set pager off\r")
        session.expect_exact("now off")
        self.prompt(session)
        self.alive(session)

    def test_enter_alone_comes_to_the_end(self):
        session = self.start()
        session.send(LONG + "\r")
        for _ in range(100):
            if session.expect_exact([MORE, PROMPT]) == 1 and "\n" in session.before:
                break
            session.send("\r")
        self.assertIn(self.last_line(), session.before)

    def test_q_and_control_c_and_control_d_end_it(self):
        session = self.start()
        for key in ("q", CTRL_C, CTRL_D):
            session.send(LONG + "\r")
            self.more(session)
            session.send(key)
            self.prompt(session)
        self.alive_without_paging(session)

    def test_the_prompt_for_more_is_wiped_out(self):
        session = self.start()
        session.send(LONG + "\r")
        self.more(session)
        session.send("q")
        self.prompt(session)
        self.assertRegex(session.before, r"\r {20,79}\r")

    def test_another_key_ends_it_and_begins_the_next_line(self):
        session = self.start()
        for line in ("where", "forward", "print image[0,0]"):
            session.send(LONG + "\r")
            self.more(session)
            session.send(line + "\r")
            self.prompt(session)
            session.expect_exact(line)
            self.prompt(session)
            self.assertNotIn("error", session.before)
        self.alive_without_paging(session)

    def test_it_is_off_where_the_setting_or_the_environment_says_so(self):
        session = self.start()
        self.run_line(session, "set pager off")
        self.assertNotIn(MORE, self.run_line(session, LONG))
        for env in ({"PAGER": ""}, {"PAGER": "cat"}, {"PAGER": "exit 9", "BACKSTEP_PAGER": ""}):
            session = self.start(**env)
            text = self.run_line(session, LONG)
            self.assertNotIn(MORE, text)
            self.assertIn(self.last_line(), text)

    def test_a_program_of_ones_own_gets_the_text_and_the_usual_options_of_less(self):
        for less, seen in ((None, "FRX"), ("M", "M")):
            env = {"PAGER": "grep -c ''; echo LESS=$LESS."}
            if less:
                env["LESS"] = less
            session = self.start(**env)
            text = self.run_line(session, LONG)
            self.assertIn("LESS=%s." % seen, text)
            self.assertGreater(int(re.search(r"(\d+)\r", text).group(1)), 10)
            self.alive_without_paging(session)

    def test_whatever_becomes_of_the_program_the_session_and_the_terminal_are_sound(self):
        for pager in (
                "exit 3", "kill -KILL $$", "kill -INT $$", "head -1", "exec <&-",
                "stty raw -echo </dev/tty; kill -KILL $$"):
            session = self.start(PAGER=pager)
            session.send(LONG + "\r")
            session.expect_exact("\n")
            self.prompt(session)
            self.alive_without_paging(session)

    def test_without_the_program_the_text_is_shown_as_it_is(self):
        for pager in ("no-such-program-anywhere", "false"):
            session = self.start(PAGER=pager)
            self.assertIn(self.last_line(), self.run_line(session, LONG))

    def test_control_c_in_the_program_is_for_the_program(self):
        session = self.start(PAGER="trap 'echo caught; exit' INT; echo ready; cat >/dev/null; "
                             "read x </dev/tty")
        session.send(LONG + "\r")
        session.expect_exact("ready")
        session.send(CTRL_C)
        session.expect_exact("caught")
        self.prompt(session)
        self.alive_without_paging(session)

    def test_control_z_and_fg_ask_again(self):
        shell = self.spawn("bash", ["--norc", "--noprofile", "-i"], rows=10, PS1="shell$ ")
        shell.expect_exact("shell$ ")
        shell.send(QUOTED + "\r")
        self.prompt(shell)
        shell.send(LONG + "\r")
        self.more(shell)
        shell.send(CTRL_Z)
        shell.expect_exact("Stopped")
        shell.expect_exact("shell$ ")
        shell.send("fg\r")
        self.more(shell)
        shell.send("q")
        self.prompt(shell)
        self.alive_without_paging(shell)

    def test_what_is_pasted_or_typed_ahead_is_not_taken_for_keys(self):
        session = self.start()
        session.send(PASTE % (LONG + "\r# second") + "\r")
        session.expect_exact(PROMPT + "# second")
        self.assertNotIn(MORE, session.before)

    def test_in_pipes_and_scripts_it_never_stops(self):
        script = self.write("long.bs", (LONG + "\n").encode())
        for command in (
                "%s < %s" % (QUOTED, script), "%s %s" % (QUOTED, script),
                "%s -c '%s'" % (QUOTED, LONG), "%s -c '%s' | cat" % (QUOTED, LONG)):
            shell = self.spawn("/bin/sh", ["-c", command + "; echo status=$?"], rows=10)
            shell.expect_exact("status=0")
            self.assertNotIn(MORE, shell.before)
            self.assertIn(self.last_line(), shell.before)

    def test_a_class_that_looks_on_sees_all_at_once(self):
        session = self.spawn(BACKSTEP, ["lesson", "5", "--present"], rows=10)
        session.expect_exact("backstep 5.1> print conv.out")
        session.send(CTRL_U + LONG + "\r")
        session.expect_exact(self.last_line())
        self.assertNotIn(MORE, session.before)


@unittest.skipUnless(os.path.exists("/proc/self/status"), "needs Linux's /proc")
class Children(TerminalTest):
    """Programs that are started ignore the signals that Backstep was started to ignore, no others."""

    SHOW = "grep SigIgn /proc/self/status"
    IGNORED = r"SigIgn:\s+([0-9a-f]+)"

    def program(self, name, lines):
        path = self.write(os.path.join("bin", name), b"#!/bin/sh\n" + lines.encode() + b"\n")
        os.chmod(path, 0o755)
        return path

    def ignored(self, text):
        # Signals 32 and 33 are glibc's own: its posix_spawn ignores them in the child.
        return int(re.search(self.IGNORED, text).group(1), 16) & ~(3 << 31)

    def seen(self, hangup):
        """What the shell ignores, and then what the pager, the editor and curl do."""
        def before():
            # Python ignores these itself.
            for number in (signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, hangup)

        shell = self.spawn("/bin/sh", ["-c", self.SHOW], before=before)
        shell.expect(self.IGNORED)
        yield self.ignored(shell.after)
        curl = os.path.join(self.home, "ignored")
        self.program("curl", self.SHOW + " > '%s'; exit 7" % curl)
        session = self.spawn(
            BACKSTEP, rows=10, before=before, PAGER="cat >/dev/null; " + self.SHOW,
            EDITOR=self.program("editor", self.SHOW + "; exit 3"),
            PATH=os.path.join(self.home, "bin") + ":" + os.environ["PATH"])
        self.prompt(session)
        yield self.ignored(self.run_line(session, LONG))
        yield self.ignored(self.run_line(session, "draw --label 1"))
        self.run_line(session, "fetch mnist")
        with open(curl) as file:
            yield self.ignored(file.read())

    def test_a_hangup_is_not_ignored(self):
        shell, *programs = self.seen(signal.SIG_DFL)
        self.assertEqual(shell & 1, 0)
        self.assertEqual(programs, [shell] * 3)

    def test_nohup_stays_nohup(self):
        shell, *programs = self.seen(signal.SIG_IGN)
        self.assertEqual(shell & 1, 1)
        self.assertEqual(programs, [shell] * 3)


class Gone(TerminalTest):
    """The terminal goes away."""

    def ends(self, command, before=lambda session: None):
        mark = os.path.join(self.home, "ended")
        session = self.spawn("/bin/sh", ["-c", "trap '' HUP; %s; echo $? > %s" % (command, mark)])
        self.prompt(session)
        before(session)
        os.close(session.child_fd)
        session.closed = session.ptyproc.closed = True
        end = time.monotonic() + TIMEOUT
        while not (os.path.exists(mark) and os.path.getsize(mark)):
            self.assertLess(time.monotonic(), end, "it goes on without a terminal")
            time.sleep(0.02)

    def test_at_the_prompt(self):
        self.ends(QUOTED)

    def test_in_the_middle_of_work(self):
        def work(session):
            session.send("train 100000\r")
            session.expect(AT_WORK)
        self.ends(QUOTED, work)

    def test_at_the_prompt_for_more(self):
        def page(session):
            session.setwinsize(10, 80)
            session.send(LONG + "\r")
            session.expect_exact(MORE)
        self.ends(QUOTED, page)

    def test_on_a_dumb_terminal(self):
        self.ends("TERM=dumb " + QUOTED)


class SameBytes(TerminalTest):
    LINES = ["load toy", "image 0", "forward", "maps conv", "backward", "view", "sgd 20", "curve", "set"]

    def printed(self, **env):
        session = self.start(PAGER="", **env)
        return "".join(self.output(session, line) for line in self.LINES)

    def output(self, session, line):
        text = self.run_line(session, line).replace("\r", "")
        # The editor switches bracketed paste on and off.
        return re.sub(r"\x1b\[\?2004[hl]", "", text)

    def test_a_terminal_of_any_kind_shows_the_bytes_of_a_pipe(self):
        result = subprocess.run(
            [BACKSTEP], input="\n".join(self.LINES), env=self.env, cwd=self.home, text=True,
            capture_output=True, timeout=TIMEOUT)
        self.assertTrue(result.stdout.isascii())
        for env in (
                {}, {"LANG": "C", "LC_ALL": "C"}, {"TERM": "dumb"}, {"TERM": "vt100"},
                {"TERM": "xterm-256color", "COLORTERM": "truecolor"}):
            self.assertEqual(self.printed(**env), result.stdout, env)


RUBBISH = {
    "invalid UTF-8": b"\xff\xfe\xe9\n",
    "NUL": b"a\0b\n" * 10,
    "CRLF": b"# one\r\n# two\r\n",
    "a line of 1 MB": b"a" * 1_000_000 + b"\n",
    "a line of 3 MB without an end": b"a" * 3_000_000,
    "binary": bytes(range(256)) * 40,
    "escape sequences": b"\x1b[2J\x1b]0;x\x07\n",
}


class Hostile(TerminalTest):
    def test_a_pasted_line_of_1_MB_is_one_error(self):
        session = self.start(TERM="dumb")
        # The terminal's own line buffer ends at 4,095 bytes.
        for _ in range(3):
            session.send("a" * 4_000 + "\r")
            session.expect_exact("error")
            self.prompt(session)
        self.alive(session)

    def test_rubbish_in_a_pipe_is_one_error(self):
        for name, rubbish in RUBBISH.items():
            result = subprocess.run(
                [BACKSTEP], input=rubbish, env=self.env, cwd=self.home, capture_output=True,
                timeout=TIMEOUT)
            self.assertEqual(result.returncode, 0 if name == "CRLF" else 1, name)
            self.assertEqual(result.stderr.count(b"error: "), 0 if name == "CRLF" else 1, name)
            self.assertLess(len(result.stderr), 1_000)
            self.assertNotIn(b"\x1b", result.stderr)

    def test_rubbish_in_the_history_is_passed_over(self):
        path = os.path.join("state", "backstep", "history")
        for name, rubbish in RUBBISH.items():
            self.write(path, rubbish + b"\n# good\n")
            session = self.start()
            session.send(UP)
            session.expect_exact("# good")
            session.send(CTRL_C)
            self.prompt(session)
            self.assertNotIn("\x1b]0;", self.run_line(session, "history"))

    def test_a_history_that_is_not_kept_is_told_of_once(self):
        self.write(os.path.join("state", "backstep"), b"")
        session = self.start()
        session.send("where\r")
        session.expect_exact("note: the history of this session")
        self.prompt(session)
        self.assertNotIn("note:", self.run_line(session, "where"))

    def test_a_history_that_is_no_file_is_none(self):
        folder = os.path.join(self.home, "state", "backstep")
        os.makedirs(folder)
        path = os.path.join(folder, "history")
        for make in (os.mkdir, os.mkfifo, lambda path: os.symlink("/dev/zero", path)):
            make(path)
            self.alive(self.start())
            os.rmdir(path) if os.path.isdir(path) else os.remove(path)

    def test_a_file_name_with_a_line_break_is_not_offered(self):
        with open(os.path.join(self.home, "aa\nquit"), "w"):
            pass
        session = self.start()
        session.send("source a\t\r")
        session.expect_exact("error")
        self.prompt(session)
        self.alive(session)


class InitFile(TerminalTest):
    PATH = os.path.join("config", "backstep", "init")

    def start_with(self, content, **options):
        self.path = self.write(self.PATH, content)
        session = self.spawn(BACKSTEP, **options)
        self.prompt(session)
        return session

    def test_its_commands_are_run_and_print_nothing(self):
        session = self.start_with(b"# mine\nalias zz help train\nset learning-rate 1\nhelp\n")
        self.assertIn("Backstep", session.before)
        self.assertNotIn("is now", session.before)
        self.assertNotIn("A unique prefix", session.before)
        session.send("zz\r")
        session.expect(ANSWER)

    def test_its_first_mistake_is_named_with_file_and_line(self):
        session = self.start_with(b"alias zz help train\n\nnonsense\nquit\n")
        self.assertRegex(
            session.before.replace("\r\n  ", ""), re.escape(self.path) + r":3: error: .*nonsense")
        session.send("zz\r")
        session.expect(ANSWER)

    def test_whatever_it_is_the_session_begins(self):
        for name, rubbish in RUBBISH.items():
            session = self.start_with(rubbish)
            self.assertLessEqual(session.before.count("error"), 1, name)
            self.assertNotIn("\x1b]0;", session.before)
            self.alive(session)

    def test_one_that_is_no_file_is_told_and_passed_over(self):
        path = os.path.join(self.home, self.PATH)
        os.makedirs(os.path.dirname(path))
        for make in (os.mkdir, os.mkfifo, lambda path: os.symlink("/dev/zero", path)):
            make(path)
            session = self.spawn(BACKSTEP)
            self.prompt(session)
            self.assertIn("error", session.before)
            self.alive(session)
            os.rmdir(path) if os.path.isdir(path) else os.remove(path)

    def test_one_that_sources_itself_is_one_error(self):
        path = os.path.join(self.home, self.PATH)
        session = self.start_with(b"source %s\n" % path.encode())
        self.assertEqual(session.before.count("error"), 1)
        self.alive(session)

    def test_control_c_ends_it_and_the_session_begins(self):
        self.write(self.PATH, b"sgd 100000000\n")
        session = self.spawn(BACKSTEP, ["--no-init"])
        self.prompt(session)
        session.close(force=True)
        # Ctrl-C is sent until it has an effect: a program that does not handle it yet would end.
        shell = self.spawn("/bin/sh", ["-c", "trap '' INT; exec %s" % QUOTED])
        end = time.monotonic() + TIMEOUT
        while shell.expect_exact([PROMPT, pexpect.TIMEOUT], timeout=0.2) == 1:
            self.assertLess(time.monotonic(), end)
            shell.send(CTRL_C)
        self.alive(shell)

    def test_scripts_do_not_run_it(self):
        self.write(self.PATH, b"nonsense\n")
        result = subprocess.run(
            [BACKSTEP, "-c", "where"], env=self.env, cwd=self.home, capture_output=True,
            timeout=TIMEOUT)
        self.assertEqual((result.returncode, result.stderr), (0, b""))


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
class TmuxTest(TerminalTest):
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


class OnTheWall(TmuxTest):
    """The screen of a lesson that is shown."""

    def setUp(self):
        super().setUp()
        self.keys("-l", "lesson 5 --present")
        self.keys("Enter")
        self.shows("5.1> print conv.out")

    def prompt_is(self, text):
        self.wait(lambda: [line for line in self.screen() if line][-1:] == [text])

    def test_what_was_above_scrolls_away_and_is_kept(self):
        self.assertEqual(self.screen()[0][:10], "Lesson 5: ")
        self.keys("Enter")
        self.shows("Enter continues")
        self.keys("Enter")
        self.shows("Vote: ")
        self.assertEqual(self.screen()[0][:7], "")
        self.assertTrue(self.screen()[1].startswith("-- 5.2 "))
        above = self.tmux("capture-pane", "-p", "-S", "-100").splitlines()
        kept = [line for line in above if line]
        for text in ("Lesson 5: ", "backstep 5.1> print conv.out", "Enter continues"):
            self.assertEqual(sum(line.startswith(text) for line in kept), 1, text)
        # No rows of nothing between what scrolled away and what is there.
        self.assertNotIn("\n\n\n\n", "\n".join(above).rstrip())

    def test_what_is_typed_takes_the_place_of_the_line(self):
        self.keys("-l", "w")
        self.prompt_is("backstep 5.1> w")
        self.keys("C-u")
        self.prompt_is("backstep 5.1>")
        self.keys("-l", "back")
        self.prompt_is("backstep 5.1> back")
        self.keys("C-c")
        self.prompt_is("backstep 5.1>")
        self.keys("-l", "back")
        self.prompt_is("backstep 5.1> back")

    def test_a_long_line_leaves_nothing_behind(self):
        self.resize(26)
        self.prompt_is("ut")
        self.keys("-l", "w")
        self.prompt_is("backstep 5.1> w")
        self.assertNotIn("ut", self.screen())

    def test_the_blank_screen_gives_the_part_back_as_it_was(self):
        before = self.screen()
        self.keys("-l", "b")
        self.wait(lambda: not any(self.screen()))
        self.keys("-l", "b")
        self.wait(lambda: self.screen() == before)
        self.keys("-l", "b")
        self.wait(lambda: not any(self.screen()))
        self.resize(60)
        self.resize(80)
        self.keys("NPage")
        self.shows("Lesson 5: ")
        self.prompt_is("backstep 5.1> print conv.out")


class InTmux(TmuxTest):
    """The line that is being edited."""

    def test_resizing_in_mid_line_keeps_prompt_text_and_cursor(self):
        line = "# " + "abcdefgh " * 6 + "end"
        self.keys("-l", line)
        self.typed(line)
        for columns in (40, 120, 80):
            self.resize(columns)
            self.typed(line)
            # While it is drawn again, there is a moment without a prompt.
            self.wait(lambda: sum(PROMPT.strip() in row for row in self.screen()) == 1)
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

    def test_control_z_and_fg_show_a_long_line_once(self):
        line = "# " + "abcdefgh " * 15 + "end"
        self.keys("-l", line)
        self.typed(line)
        self.keys("C-z")
        self.shows("Stopped")
        self.keys("clear; fg", "Enter")
        self.typed(line)
        self.wait(lambda: sum("# abcdefgh" in row for row in self.screen()) == 1)

    def test_wide_characters_are_edited_as_they_look(self):
        self.keys("-l", "# 世界 x")
        self.typed("# 世界 x")
        self.keys("Left", "Left", "BSpace")
        self.typed("# 世 x")

    def test_displays_are_drawn_in_place_while_training(self):
        self.keys("display probs; train 30000", "Enter")
        self.shows("loss, training averaged")
        # The screen goes on, and nothing of an earlier frame is left on it.
        for columns in (80, 44, 100):
            self.resize(columns)
            self.wait(lambda: sum("1: probs" in line for line in self.screen()) == 1
                      and sum(line.startswith("loss, training") for line in self.screen()) == 1)
        self.resize(80)
        self.keys("C-c")
        self.wait(lambda: self.last() == PROMPT.strip())
        self.assertLessEqual(self.screen().count("1: probs"), 1)

    def test_a_film_is_paused_moved_and_asked_why(self):
        self.keys("play conv 2", "Enter")
        self.shows("conv.out[2] so far")
        self.keys("Space")
        self.shows("Space: go on")
        self.keys("Home")
        self.shows("   1 of 676")
        self.keys("Right", "Right")
        self.shows("   3 of 676")
        self.shows("conv.out[2,0,2]  =")
        self.keys("Left")
        self.shows("   2 of 676")
        self.keys("w")
        self.shows("any key: back to the film")
        self.keys("x")
        self.shows("Space: go on")
        self.keys("End")
        self.shows("The end")
        self.keys("Enter")
        self.shows("[conv] pool")
        self.shows("sum  ")
        self.wait(lambda: self.last() == PROMPT.strip())
        self.keys("where", "Enter")
        self.shows("[conv] pool")

    def test_a_film_ends_on_a_whole_operation(self):
        self.keys("play", "Enter")
        self.shows("image: it is loaded")
        self.keys("Down")
        self.shows("conv: conv.out[0]")
        self.keys("C-c")
        self.shows("[conv] pool")
        self.keys("play training", "Enter")
        self.shows("The network has learned nothing yet.")


class Drawing(TerminalTest):
    """`draw` hands the terminal to an editor, and takes it back."""

    PAPER = r"sed -i.old 's/^ 5 |......../ 5 |....@@@@/; s/^ 6 |......../ 6 |....@@@@/' "

    def setUp(self):
        super().setUp()
        # The drawing and its result are longer than a screen.
        self.env["BACKSTEP_PAGER"] = "cat"

    def editor(self, lines):
        path = os.path.join(self.home, "an editor")
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + lines + "\n")
        os.chmod(path, 0o755)
        return "'%s' --wait" % path

    def test_what_is_drawn_is_the_image(self):
        session = self.start(EDITOR=self.editor('[ "$1" = --wait ] && ' + self.PAPER + '"$2"'))
        self.assertIn("drawn image: a 1", self.run_line(session, "draw --label 1"))
        self.assertIn("Undid: draw --label 1", self.run_line(session, "back"))

    def test_an_editor_that_changes_nothing_or_fails_changes_nothing(self):
        for lines, said in (("exit 0", "Nothing was drawn"), ("exit 1", "exited with status 1"),
                            ("exit 127", "was not found")):
            session = self.start(EDITOR=self.editor(lines))
            self.run_line(session, "image 7")
            self.assertIn(said, self.run_line(session, "draw --label 1"))
            self.assertIn("training image 7", self.run_line(session, "image"))

    def test_an_editor_that_crashes_leaves_the_terminal_as_it_was(self):
        session = self.start(EDITOR=self.editor("stty raw -echo; kill -9 $$"))
        self.assertIn("signal 9", self.run_line(session, "draw --label 1"))
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
        session = self.start(TERM="xterm-256color", NO_COLOR="", CLICOLOR_FORCE="1")
        for line in ("log lab.md", "record lab.cast", "image 7", "step", "", "maps conv 2",
                     "prnt loss", "train 1"):
            self.run_line(session, line)
        session.send("sgd 100000000\r")
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


class OtherShells(TerminalTest):
    """The completion scripts for other shells, at work; bash needs no terminal for it."""
    TYPED = [("backstep che", "check"), ("backstep lesson tou", "tour"),
             ("backstep bench le", "lenet"), ("backstep --vers", "version")]

    def complete(self, shell, options, setup, prompt):
        if not shutil.which(shell):
            self.skipTest("there is no " + shell)
        script = subprocess.run(
            [BACKSTEP, "--generate-completion-script", shell], env=self.env, capture_output=True)
        self.write("script", script.stdout)
        path = os.path.dirname(BACKSTEP) + ":" + self.env["PATH"]
        session = self.spawn(shell, options, PATH=path)
        session.send(setup + "; echo RE''ADY\r")
        session.expect_exact("READY\r\n")
        session.expect_exact(prompt)
        for typed, meant in self.TYPED:
            session.send(typed + "\t")
            session.expect_exact(meant)
            session.send("\x15")

    def test_zsh(self):
        self.complete(
            "zsh", ["-f", "-i"], "PS1='Z> '; autoload -Uz compinit; compinit -u -D; . ./script; "
            "compdef _backstep backstep", "Z> ")

    def test_fish(self):
        self.complete(
            "fish", ["--no-config", "-i"],
            "function fish_prompt; echo 'F> '; end; source script", "F> ")


if __name__ == "__main__":
    unittest.main()
