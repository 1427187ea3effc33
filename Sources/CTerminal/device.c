#define _GNU_SOURCE
#include "CTerminal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

bool cle_window_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return false;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return true;
}

int cle_colours(const char *terminal) {
  // libedit has loaded them; which library they are in depends on the system.
  int (*entry)(char *, const char *) = (int (*)(char *, const char *))dlsym(RTLD_DEFAULT, "tgetent");
  int (*number)(const char *) = (int (*)(const char *))dlsym(RTLD_DEFAULT, "tgetnum");
  if (!entry || !number) return -1;
  // The library keeps one description at a time, for all threads.
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  // The size that termcap has always promised.
  char buffer[4096];
  int colours = -1;
  if (entry(buffer, terminal) == 1) {
    colours = number("Co");
    if (colours < 0) colours = 0;
  }
  pthread_mutex_unlock(&lock);
  return colours;
}

bool cle_get_settings(int terminal, cle_settings *settings) {
  return tcgetattr(terminal, &settings->attributes) == 0;
}

// A signal may come while the output drains; one that ends the process must not wait for it.
static void put(int terminal, const struct termios *attributes) {
  while (tcsetattr(terminal, TCSADRAIN, attributes) != 0 && errno == EINTR && !cle_is_ending()) {
  }
}

void cle_put_settings(int terminal, const cle_settings *settings) {
  put(terminal, &settings->attributes);
}

int cle_keyboard(void) {
  static int own = -1;
  struct stat input, before;
  if (!isatty(STDIN_FILENO) || fstat(STDIN_FILENO, &input) != 0) return STDIN_FILENO;
  if (own >= 0 && fstat(own, &before) == 0 && before.st_dev == input.st_dev && before.st_ino == input.st_ino)
    return own;
  if (own >= 0) close(own);
  const char *name = ttyname(STDIN_FILENO);
  own = name ? open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
  return own >= 0 ? own : STDIN_FILENO;
}

void cle_put_raw(int terminal, const cle_settings *settings) {
  struct termios raw = settings->attributes;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  put(terminal, &raw);
}
