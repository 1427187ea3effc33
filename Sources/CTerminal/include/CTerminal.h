// The bridge to libedit, to signals and to other programs.
//
// Swift cannot import C variadics and the macros of <sys/wait.h>, may not touch the shared `stdin`,
// `stdout` and `stderr`, must not run in a signal handler, and sees the types of <spawn.h> and
// <termios.h> differently on each system. Only these things are done here; Swift makes every
// decision.

#ifndef CTERMINAL_H
#define CTERMINAL_H

#if !__has_include(<histedit.h>)
#error "histedit.h is missing: install libedit-dev (Debian, Ubuntu), libedit-devel (Fedora) or libedit (Arch)"
#endif
#include <histedit.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <termios.h>

// MARK: libedit without its variadic calls

// Encloses the parts of a prompt that take no columns, such as colours.
#define CLE_PROMPT_ESCAPE 1

typedef int (*cle_reader)(EditLine *, wchar_t *);
typedef unsigned char (*cle_function)(EditLine *, int);

// An editor that reads standard input and draws on `output` (1 or 2). NULL if libedit fails or does
// not know the terminal in TERM; libedit's own message about that is not shown.
EditLine *cle_open(const char *program, int output);
bool cle_set_prompt(EditLine *editor, const wchar_t *prompt);
void cle_set_reader(EditLine *editor, cle_reader reader);
void cle_set_client(EditLine *editor, void *client);
void *cle_client(EditLine *editor);
void cle_use_emacs_keys(EditLine *editor);
bool cle_uses_vi_keys(EditLine *editor);
void cle_add_function(EditLine *editor, const wchar_t *name, const wchar_t *help, cle_function body);
void cle_bind(EditLine *editor, const wchar_t *key, const wchar_t *function);
void cle_set_raw(EditLine *editor, bool raw);
void cle_refresh(EditLine *editor);

HistoryW *cle_history_open(EditLine *editor, int size);
void cle_history_enter(HistoryW *history, const wchar_t *line);

// MARK: the terminal

// Makes LC_CTYPE a UTF-8 locale, the user's if it is one. False if there is none.
bool cle_use_utf8(void);
// How many columns a character takes, or -1.
int cle_width(wchar_t character);
// How many colours a terminal of this name has by its description: 0 for none, -1 if there is no
// description.
int cle_colours(const char *terminal);
bool cle_window_size(int descriptor, int *rows, int *columns);

// The settings of a terminal. False if the descriptor is not a terminal.
typedef struct { struct termios attributes; } cle_settings;
bool cle_get_settings(int terminal, cle_settings *settings);
void cle_put_settings(int terminal, const cle_settings *settings);
// The same, but keys arrive as they are pressed, without echo.
void cle_put_raw(int terminal, const cle_settings *settings);
// The descriptor to read keys from: the terminal on standard input, reopened so that a read never
// blocks. Ctrl-C discards pending keys, even one that poll has already reported. Standard input itself
// if it is not a terminal or cannot be reopened.
int cle_keyboard(void);

// Remembers the settings of the terminal `input`, and restores them when the process ends by exit,
// by a signal or by a crash.
bool cle_guard_terminal(int input, int output);
void cle_restore_terminal(void);
// Records whether the alternate screen is shown; cle_restore_terminal then leaves it.
void cle_note_other_screen(bool shown);

// MARK: other programs

// Starts a program, looked up as a shell would do it. Each of its three standard streams is one of
// our descriptors or CLE_NOWHERE; if the environment is NULL, it is ours. Returns an error number,
// or 0.
#define CLE_NOWHERE -1
int cle_spawn(int *id, const char *name, char *const arguments[], char *const environment[],
              const int streams[3]);

// The state of a child; its value is the exit code or the signal that ended the child.
#define CLE_LOST -1
#define CLE_RUNNING 0
#define CLE_EXITED 1
#define CLE_SIGNALED 2
#define CLE_STOPPED 3
#define CLE_CONTINUED 4
int cle_child(int id, bool waits, int *value);

// MARK: signals

// Each signal arrives as a byte in a pipe that can be polled together with standard input.
#define CLE_INTERRUPT 1
#define CLE_RESIZE 2
#define CLE_SUSPEND 3
#define CLE_CONTINUE 4
#define CLE_END 5
#define CLE_TIMEOUT 6

// Installs handlers for every signal that a process gets. One that asks it to end (TERM, HUP) is
// pending like an interrupt for five seconds; for any other that ends it, the terminal is restored
// first.
bool cle_install_signals(void);
// The signals that we ignore but our parent did not.
void cle_ignored_signals(sigset_t *signals);
bool cle_interrupt_pending(void);
void cle_interrupt_clear(void);
// Makes an interrupt pending, although there was no Ctrl-C.
void cle_interrupt_set(void);
// Whether a signal has asked the process to end: an interrupt then stays pending.
bool cle_is_ending(void);
// Ends the process with the signal that asked for it; returns if there was none.
void cle_end(void);
int cle_interrupt_count(void);

// While a line is edited, the editor also handles resizing, suspending and continuing.
void cle_begin_editing(void);
void cle_end_editing(void);
// Stops the process as Ctrl-Z would; returns when it continues.
void cle_suspend(void);

// Waits for input or a signal, for some milliseconds, or without end if they are negative. Returns 0
// if input can be read (or has ended), or one of the bytes above; CLE_TIMEOUT if nothing came.
int cle_wait(int descriptor, int milliseconds);
// Whether input, or its end, is available already; does not wait.
bool cle_can_read(int descriptor);
// Keeps a byte that was read too early; the next call of cle_take_back returns it, or -1 if there is
// none.
void cle_put_back(unsigned char byte);
int cle_take_back(void);
// The next signal's byte, or 0 if there is none; does not wait.
int cle_next_signal(void);

#endif
