// Overflows the stack while the terminal is raw. `Leaving` in test_terminal.py checks what is left.
#include "CTerminal.h"

static int deeper(volatile char *above) {
  volatile char frame[4096];
  frame[0] = above[0];
  return deeper(frame) + frame[0];
}

int main(void) {
  cle_settings settings;
  if (!cle_get_settings(0, &settings) || !cle_guard_terminal(0, 1)) return 1;
  cle_put_raw(0, &settings);
  volatile char start[1] = {0};
  return deeper(start);
}
