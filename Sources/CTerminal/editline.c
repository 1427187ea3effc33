#define _GNU_SOURCE
#include "CTerminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

EditLine *cle_open(const char *program, int output) {
  // For an unknown TERM, el_init writes two lines to its error stream.
  FILE *nowhere = fopen("/dev/null", "w");
  EditLine *editor = el_init(program, stdin, output == 1 ? stdout : stderr, nowhere ? nowhere : stderr);
  if (editor) {
    char *up = NULL;
    char name[] = "up";
    bool known = el_get(editor, EL_GETTC, name, &up) == 0 && up && *up;
    el_set(editor, EL_SETFP, 2, stderr);
    if (!known) {
      el_end(editor);
      editor = NULL;
    } else {
      el_set(editor, EL_SIGNAL, 0);
    }
  }
  if (nowhere) fclose(nowhere);
  return editor;
}

// libedit asks for the prompt after every key, and supports one editor per process.
static wchar_t no_prompt[] = L"";
static wchar_t *prompt = no_prompt;

static wchar_t *current_prompt(EditLine *editor) {
  (void)editor;
  return prompt;
}

bool cle_set_prompt(EditLine *editor, const wchar_t *text) {
  wchar_t *copy = wcsdup(text);
  if (!copy) return false;
  if (prompt != no_prompt) free(prompt);
  prompt = copy;
  return el_wset(editor, EL_PROMPT_ESC, current_prompt, CLE_PROMPT_ESCAPE) == 0;
}

void cle_set_reader(EditLine *editor, cle_reader reader) { el_wset(editor, EL_GETCFN, reader); }

void cle_set_client(EditLine *editor, void *client) { el_wset(editor, EL_CLIENTDATA, client); }

void *cle_client(EditLine *editor) {
  void *client = NULL;
  el_wget(editor, EL_CLIENTDATA, &client);
  return client;
}

void cle_use_emacs_keys(EditLine *editor) { el_wset(editor, EL_EDITOR, L"emacs"); }

bool cle_uses_vi_keys(EditLine *editor) {
  const wchar_t *name = NULL;
  return el_wget(editor, EL_EDITOR, &name) == 0 && name && wcscmp(name, L"vi") == 0;
}

void cle_add_function(EditLine *editor, const wchar_t *name, const wchar_t *help, cle_function body) {
  // libedit keeps the pointers; the few copies live as long as the process.
  el_wset(editor, EL_ADDFN, wcsdup(name), wcsdup(help), body);
}

void cle_bind(EditLine *editor, const wchar_t *key, const wchar_t *function) {
  el_wset(editor, EL_BIND, key, function, (wchar_t *)0);
}

void cle_set_raw(EditLine *editor, bool raw) { el_wset(editor, EL_PREP_TERM, (int)raw); }

void cle_refresh(EditLine *editor) { el_wset(editor, EL_REFRESH); }

HistoryW *cle_history_open(EditLine *editor, int size) {
  HistoryW *history = history_winit();
  if (!history) return NULL;
  HistEventW event;
  history_w(history, &event, H_SETSIZE, size);
  el_wset(editor, EL_HIST, history_w, history);
  return history;
}

void cle_history_enter(HistoryW *history, const wchar_t *line) {
  HistEventW event;
  history_w(history, &event, H_ENTER, line);
}

bool cle_use_utf8(void) {
  const char *candidates[] = {"", "C.UTF-8", "en_US.UTF-8"};
  for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
    if (setlocale(LC_CTYPE, candidates[i]) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
  return false;
}

int cle_width(wchar_t character) { return wcwidth(character); }
