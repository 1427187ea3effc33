#define _GNU_SOURCE
#include "CTerminal.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/ioctl.h>

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

void cle_put_settings(int terminal, const cle_settings *settings) {
  tcsetattr(terminal, TCSADRAIN, &settings->attributes);
}

bool cle_read_at_once(int terminal) {
  struct termios now;
  if (tcgetattr(terminal, &now) != 0 || now.c_lflag & ICANON) return false;
  if (now.c_cc[VMIN] == 0 && now.c_cc[VTIME] == 0) return true;
  now.c_cc[VMIN] = now.c_cc[VTIME] = 0;
  return tcsetattr(terminal, TCSANOW, &now) == 0;
}

void cle_put_raw(int terminal, const cle_settings *settings) {
  struct termios raw = settings->attributes;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  tcsetattr(terminal, TCSADRAIN, &raw);
}
