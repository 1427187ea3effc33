#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

static int add_streams(posix_spawn_file_actions_t *actions, const int streams[3]) {
  int error = 0;
  for (int target = 0; target < 3 && !error; target++) {
    if (streams[target] == CLE_NOWHERE)
      error = posix_spawn_file_actions_addopen(actions, target, "/dev/null", O_RDWR, 0);
    else if (streams[target] != target)
      error = posix_spawn_file_actions_adddup2(actions, streams[target], target);
  }
  return error;
}

int cle_spawn(int *id, const char *name, char *const arguments[], char *const environment[],
              const int streams[3]) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  error = posix_spawnattr_init(&attributes);
  if (!error) {
    // Handlers are reset to the default anyway. Signals that were ignored before we were started,
    // as with nohup, stay ignored; signals that only we ignore or block do not.
    sigset_t defaults, blocked;
    cle_ignored_signals(&defaults);
    sigemptyset(&blocked);
    error = add_streams(&actions, streams);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &defaults);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &blocked);
    if (!error) error = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    pid_t started = 0;
    if (!error)
      error = posix_spawnp(&started, name, &actions, &attributes, arguments, environment ? environment : environ);
    *id = started;
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int cle_child(int id, bool waits, int *value) {
  int status = 0;
  pid_t found;
  do found = waitpid(id, &status, WUNTRACED | WCONTINUED | (waits ? 0 : WNOHANG));
  while (found < 0 && errno == EINTR && !cle_is_ending());
  if (found < 0) return errno == EINTR ? CLE_RUNNING : CLE_LOST;
  if (found == 0) return CLE_RUNNING;
  if (WIFSTOPPED(status)) return CLE_STOPPED;
  if (WIFCONTINUED(status)) return CLE_CONTINUED;
  *value = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  return WIFEXITED(status) ? CLE_EXITED : CLE_SIGNALED;
}
