#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t interrupts;
static volatile sig_atomic_t editing;
static volatile sig_atomic_t guarded;
static volatile sig_atomic_t on_other_screen;
// The signal that asked the process to end, if any.
static volatile sig_atomic_t ending;
static int signal_pipe[2] = {-1, -1};
static int guarded_input, guarded_output;
static struct termios guarded_settings;
static struct sigaction before_ours[NSIG], before_editing[NSIG];
// The signals that only we ignore.
static sigset_t ignored;

// Signals that ask the process to end: it does so at the next step boundary, with its files
// complete.
static const int ending_signals[] = {SIGTERM, SIGHUP};
// Signals that end the process at once. Swift's backtracer may have its own handlers for the first
// few.
static const int crash_signals[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
static const int deadly_signals[] = {SIGSYS, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGUSR1, SIGUSR2};
// How many seconds an orderly end may take.
#define PATIENCE 5
static const int editing_signals[] = {SIGWINCH, SIGTSTP, SIGCONT};
#define COUNT(list) (sizeof(list) / sizeof *(list))

static void set_handler(int signal, void (*handler)(int), int flags, struct sigaction *before) {
  struct sigaction action = {0};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, before);
}

static void ignore(int signal) {
  struct sigaction before;
  set_handler(signal, SIG_IGN, 0, &before);
  if (before.sa_handler != SIG_IGN) sigaddset(&ignored, signal);
}

// A full pipe loses nothing: its reader checks everything.
static void post(char event) {
  int error = errno;
  if (write(signal_pipe[1], &event, 1) < 0) errno = error;
  errno = error;
}

// A byte that was read too early, or -1.
static volatile sig_atomic_t kept = -1;

static void on_interrupt(int signal) {
  (void)signal;
  // The terminal drops what was typed before, too.
  kept = -1;
  interrupted = 1;
  interrupts = interrupts + 1;
  post(CLE_INTERRUPT);
}

static void on_editing_signal(int signal) {
  post(signal == SIGWINCH ? CLE_RESIZE : signal == SIGTSTP ? CLE_SUSPEND : CLE_CONTINUE);
}

void cle_note_other_screen(bool shown) { on_other_screen = shown; }

void cle_restore_terminal(void) {
  if (!guarded) return;
  guarded = 0;
  // In the background this would stop the process instead of letting it end.
  if (tcgetpgrp(guarded_input) != getpgrp()) return;
  if (on_other_screen && write(guarded_output, "\033[?1049l", 8) < 0) on_other_screen = 0;
  if (editing && write(guarded_output, "\033[?2004l\r\n", 10) < 0) editing = 0;
  tcsetattr(guarded_input, TCSANOW, &guarded_settings);
}

// Ends as if there were no handler: the signal is raised again for the previous handler.
static void die(int signal) {
  cle_restore_terminal();
  sigaction(signal, &before_ours[signal], NULL);
  raise(signal);
}

static void on_fatal(int signal) { die(signal == SIGALRM && ending ? ending : signal); }

static void on_ending(int signal) {
  if (ending) return die(signal);
  ending = signal;
  interrupted = 1;
  alarm(PATIENCE);
  post(CLE_END);
}

// A signal that is ignored from the start, as with nohup, stays ignored.
static void handle(int signal, void (*handler)(int)) {
  set_handler(signal, handler, SA_ONSTACK, &before_ours[signal]);
  if (before_ours[signal].sa_handler == SIG_IGN) set_handler(signal, SIG_IGN, 0, NULL);
}

static void handle_deadly_signals(void) {
  for (size_t i = 0; i < COUNT(ending_signals); i++) handle(ending_signals[i], on_ending);
  for (size_t i = 0; i < COUNT(deadly_signals); i++) handle(deadly_signals[i], on_fatal);
  // At a terminal, Swift's backtracer would ask what to do and wait for half a minute. It may do so
  // only if the user asked for it.
  bool traces = getenv("SWIFT_BACKTRACE") != NULL;
  for (size_t i = 0; i < COUNT(crash_signals); i++) {
    handle(crash_signals[i], on_fatal);
    struct sigaction *before = &before_ours[crash_signals[i]];
    if (!traces && before->sa_handler != SIG_IGN) *before = (struct sigaction){.sa_handler = SIG_DFL};
  }
}

// After a stack overflow, the stack has no room for the handler's own frame. Each thread needs a
// separate alternate stack, and deep calls happen on the main thread.
static void use_alternate_stack(void) {
  static char memory[1 << 16];
  stack_t stack;
  // Swift's backtracer, if it is on, has already installed one.
  if (sigaltstack(NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE)) return;
  stack = (stack_t){.ss_sp = memory, .ss_size = sizeof memory};
  sigaltstack(&stack, NULL);
}

bool cle_install_signals(void) {
  if (signal_pipe[0] >= 0) return true;
  // If a standard descriptor is closed, the pipe would take its place and be read as input.
  for (int standard = 0; standard <= 2; standard++) {
    if (fcntl(standard, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0) return false;
  }
  if (pipe(signal_pipe) != 0) {
    signal_pipe[0] = signal_pipe[1] = -1;
    return false;
  }
  for (int end = 0; end < 2; end++) {
    fcntl(signal_pipe[end], F_SETFD, FD_CLOEXEC);
    fcntl(signal_pipe[end], F_SETFL, O_NONBLOCK);
  }
  sigemptyset(&ignored);
  ignore(SIGPIPE);
  // A write at the file size limit should also return an error.
  ignore(SIGXFSZ);
  struct sigaction before;
  sigaction(SIGINT, NULL, &before);
  // A shell script that starts us in the background wants us to ignore its Ctrl-C.
  if (before.sa_handler != SIG_IGN || isatty(STDIN_FILENO)) set_handler(SIGINT, on_interrupt, 0, NULL);
  use_alternate_stack();
  handle_deadly_signals();
  return true;
}

void cle_ignored_signals(sigset_t *signals) {
  // Until the first signal has been ignored, the set may not be valid.
  if (signal_pipe[0] < 0) sigemptyset(&ignored);
  *signals = ignored;
}

bool cle_interrupt_pending(void) { return interrupted; }
void cle_interrupt_clear(void) { interrupted = ending ? 1 : 0; }
void cle_interrupt_set(void) { interrupted = 1; }
bool cle_is_ending(void) { return ending; }

void cle_end(void) {
  if (!ending) return;
  alarm(0);
  die(ending);
}

int cle_interrupt_count(void) { return interrupts; }

bool cle_guard_terminal(int input, int output) {
  static bool registered;
  if (!cle_install_signals()) return false;
  guarded_input = input;
  guarded_output = output;
  if (tcgetattr(input, &guarded_settings) != 0) return false;
  guarded = 1;
  if (registered) return true;
  registered = true;
  atexit(cle_restore_terminal);
  return true;
}

void cle_begin_editing(void) {
  for (size_t i = 0; i < COUNT(editing_signals); i++) {
    int signal = editing_signals[i];
    set_handler(signal, on_editing_signal, SA_RESTART, &before_editing[signal]);
    // A parent without job control could not continue us.
    if (before_editing[signal].sa_handler == SIG_IGN) set_handler(signal, SIG_IGN, 0, NULL);
  }
  editing = 1;
}

void cle_end_editing(void) {
  editing = 0;
  for (size_t i = 0; i < COUNT(editing_signals); i++)
    sigaction(editing_signals[i], &before_editing[editing_signals[i]], NULL);
}

void cle_suspend(void) {
  struct sigaction on_stop, on_continue;
  set_handler(SIGTSTP, SIG_DFL, 0, &on_stop);
  // The caller redraws after the stop, so SIGCONT must not post an event.
  set_handler(SIGCONT, SIG_DFL, 0, &on_continue);
  raise(SIGTSTP);
  sigaction(SIGCONT, &on_continue, NULL);
  sigaction(SIGTSTP, &on_stop, NULL);
}

int cle_next_signal(void) {
  char event;
  return read(signal_pipe[0], &event, 1) == 1 ? event : 0;
}

void cle_put_back(unsigned char byte) {
  kept = byte;
  if (interrupted) kept = -1;
}

int cle_take_back(void) {
  int byte = kept;
  kept = -1;
  return byte;
}

bool cle_can_read(int descriptor) {
  struct pollfd source = {.fd = descriptor, .events = POLLIN};
  return poll(&source, 1, 0) > 0;
}

int cle_wait(int descriptor, int milliseconds) {
  for (;;) {
    struct pollfd sources[2] = {
        {.fd = signal_pipe[0], .events = POLLIN},
        {.fd = descriptor, .events = POLLIN},
    };
    int ready = poll(sources, 2, milliseconds);
    if (ready < 0 && errno != EINTR) return 0;
    int event = cle_next_signal();
    if (event) return event;
    if (ready == 0) return CLE_TIMEOUT;
    if (sources[1].revents) return 0;
  }
}
