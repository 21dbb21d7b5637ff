/* What the library does to the process that loads it.
 *
 *   process_host LIBRARY fork FOLDER            a child of the process that opened
 *   process_host LIBRARY orphan FOLDER          a child that outlives a killed till
 *   process_host LIBRARY threads FOLDER SERVER  how many threads there are, and that they take no signals
 *   process_host LIBRARY cycles FOLDER TIMES    loads, opens, closes, unloads; nothing is left behind
 *
 * Ends with 0 if everything was as plugin.h says; otherwise says what was not. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tessera/plugin.h"

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);  \
      _exit(1);                                                                \
    }                                                                          \
  } while (0)

/* The library's own: some of the plugin, and what gRPC keeps for itself and for each core. */
enum { MOST_THREADS = 16, MOST_THREADS_OF_A_CORE = 2, ALARM_SECONDS = 60 };

static const struct tessera_api *api;
static struct tessera_error error;

static struct tessera_string text(const char *terminated) {
  struct tessera_string string;
  string.bytes = terminated;
  string.size = strlen(terminated);
  return string;
}

static int32_t try_open(const char *folder, const char *server, struct tessera_plugin **plugin) {
  struct tessera_config config = TESSERA_INIT(struct tessera_config);
  config.insecure = 1;
  config.data_folder = text(folder);
  config.server = text(server);
  config.store_id = text("store-1");
  config.terminal_id = text("till-1");
  config.deadline_ms = 5000;
  config.commit_deadline_ms = 5000;
  return api->open(&config, plugin, &error);
}

static struct tessera_plugin *open_plugin(const char *folder, const char *server) {
  struct tessera_plugin *plugin = NULL;
  if (try_open(folder, server, &plugin) != TESSERA_OK) {
    fprintf(stderr, "%s %s: %s\n", error.reason, error.field, error.message);
    _exit(1);
  }
  return plugin;
}

static struct tessera_sale *begin_with_goods(struct tessera_plugin *plugin) {
  struct tessera_sale *sale = NULL;
  struct tessera_line line = TESSERA_INIT(struct tessera_line);
  line.line_no = 1;
  line.sku = text("4600000000011");
  line.quantity_milli = 1000;
  line.unit_price_minor = 8990;
  CHECK(api->sale_begin(plugin, NULL, &sale, &error) == TESSERA_OK);
  CHECK(api->sale_set_line(sale, &line, &error) == TESSERA_OK);
  return sale;
}

static void expect_forked(int32_t code) {
  CHECK(code == TESSERA_OFFLINE && strcmp(error.reason, "FORKED") == 0);
}

static void be_a_child(const char *folder, struct tessera_plugin *plugin, struct tessera_sale *sale,
                       struct tessera_answer *answer) {
  struct tessera_status_view status = TESSERA_INIT(struct tessera_status_view);
  struct tessera_totals totals = TESSERA_INIT(struct tessera_totals);
  struct tessera_line line = TESSERA_INIT(struct tessera_line);
  struct tessera_plugin *another = plugin;
  struct tessera_sale *next = sale;
  struct tessera_answer *none = answer;
  alarm(ALARM_SECONDS);
  expect_forked(api->status(plugin, &status, &error));
  CHECK(status.link == TESSERA_LINK_FORKED && status.snapshot_age_ms == UINT64_MAX);
  expect_forked(api->synchronise(plugin, 60000, &error));
  expect_forked(api->sale_begin(plugin, NULL, &next, &error));
  expect_forked(api->sale_quote(sale, &none, &error));
  CHECK(none == NULL);
  expect_forked(api->sale_set_line(sale, &line, &error));
  expect_forked(api->sale_commit(sale, NULL, &none, &error));
  expect_forked(api->sale_cancel(sale, &error));
  expect_forked(api->parked(plugin, &none, &error));
  expect_forked(api->customer_card(plugin, TESSERA_IDENTIFIER_CARD, "1", 1, 0, &none, &error));
  expect_forked(try_open(folder, "127.0.0.1:9", &another));
  CHECK(another == NULL);
  /* An answer is memory, and that came along. */
  CHECK(api->answer_totals(answer, &totals) == TESSERA_OK && totals.total_minor == 8990);
  api->answer_release(answer);
  api->sale_release(sale);
  api->close(plugin);
  _exit(0);
}

static void fork_with_an_open_plugin(const char *folder) {
  struct tessera_plugin *plugin = open_plugin(folder, "127.0.0.1:9");
  struct tessera_sale *sale = begin_with_goods(plugin);
  struct tessera_answer *answer = NULL;
  int status = 0;
  pid_t child;
  CHECK(api->sale_quote(sale, &answer, &error) == TESSERA_OK);
  child = fork();
  CHECK(child >= 0);
  if (child == 0) be_a_child(folder, plugin, sale, answer);
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  /* The parent goes on as if nothing had been. */
  api->answer_release(answer);
  CHECK(api->sale_commit(sale, NULL, &answer, &error) == TESSERA_OK);
  api->answer_release(answer);
  api->sale_release(sale);
  api->close(plugin);
}

static void outlive_a_killed_till(const char *folder) {
  struct tessera_plugin *plugin = NULL;
  pid_t till;
  pid_t helper = -1;
  int ends[2];
  CHECK(pipe(ends) == 0);
  till = fork();
  CHECK(till >= 0);
  if (till == 0) {
    plugin = open_plugin(folder, "127.0.0.1:9");
    helper = fork();
    if (helper == 0) {
      for (;;) pause();
    }
    CHECK(plugin != NULL && write(ends[1], &helper, sizeof helper) == sizeof helper);
    for (;;) pause();
  }
  CHECK(read(ends[0], &helper, sizeof helper) == sizeof helper && helper > 0);
  CHECK(kill(till, SIGKILL) == 0 && waitpid(till, NULL, 0) == till);
  CHECK(kill(helper, 0) == 0);
  plugin = open_plugin(folder, "127.0.0.1:9");
  api->close(plugin);
  CHECK(kill(helper, SIGKILL) == 0);
}

static size_t entries_of(const char *path) {
  DIR *folder = opendir(path);
  size_t count = 0;
  CHECK(folder != NULL);
  while (readdir(folder) != NULL) ++count;
  closedir(folder);
  return count;
}

/* Bit n - 1 is signal n. */
static uint64_t blocked_signals_of(const char *thread) {
  char path[320];
  char line[256];
  uint64_t blocked = 0;
  int found = 0;
  FILE *file;
  snprintf(path, sizeof path, "/proc/self/task/%s/status", thread);
  file = fopen(path, "r");
  if (file == NULL) return UINT64_MAX; /* it ended meanwhile */
  while (!found && fgets(line, sizeof line, file) != NULL) {
    found = sscanf(line, "SigBlk: %" SCNx64, &blocked) == 1;
  }
  fclose(file);
  return found ? blocked : UINT64_MAX;
}

static void check_threads(void) {
  static const int signals[] = {SIGALRM, SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGPROF, SIGPIPE};
  char own[32];
  struct dirent *entry;
  size_t others = 0;
  size_t i;
  DIR *folder = opendir("/proc/self/task");
  CHECK(folder != NULL);
  snprintf(own, sizeof own, "%d", (int)getpid());
  while ((entry = readdir(folder)) != NULL) {
    uint64_t blocked;
    if (entry->d_name[0] == '.' || strcmp(entry->d_name, own) == 0) continue;
    ++others;
    blocked = blocked_signals_of(entry->d_name);
    for (i = 0; i < sizeof signals / sizeof signals[0]; ++i) {
      if ((blocked >> (signals[i] - 1) & 1) != 0) continue;
      fprintf(stderr, "thread %s takes signal %d\n", entry->d_name, signals[i]);
      _exit(1);
    }
    CHECK((blocked >> (SIGSEGV - 1) & 1) == 0 || blocked == UINT64_MAX);
  }
  closedir(folder);
  printf("%zu threads\n", others);
  CHECK(others >= 2);
  CHECK((long)others <= MOST_THREADS + MOST_THREADS_OF_A_CORE * sysconf(_SC_NPROCESSORS_ONLN));
}

static void count_threads(const char *folder, const char *server) {
  struct tessera_plugin *plugin = open_plugin(folder, server);
  int i;
  CHECK(api->synchronise(plugin, 20000, &error) == TESSERA_OK);
  check_threads();
  for (i = 0; i < 50; ++i) {
    struct tessera_sale *sale = begin_with_goods(plugin);
    struct tessera_answer *answer = NULL;
    CHECK(api->sale_quote(sale, &answer, &error) == TESSERA_OK);
    api->answer_release(answer);
    CHECK(api->sale_commit(sale, NULL, &answer, &error) == TESSERA_OK);
    api->answer_release(answer);
    api->sale_release(sale);
  }
  check_threads();
  api->close(plugin);
}

static long resident_kib(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  CHECK(file != NULL && fscanf(file, "%*s %ld", &pages) == 1);
  fclose(file);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* A checker of memory keeps the stack of whoever asked for it, and some of what was given back. */
#ifdef __SANITIZE_ADDRESS__
enum { MOST_GROWTH_KIB = 64 * 1024 };
#else
enum { MOST_GROWTH_KIB = 8 * 1024 };
#endif

static const char *path;

/* The table is there afterwards. */
static void *load(void) {
  tessera_get_api_function get_api;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    _exit(1);
  }
  *(void **)&get_api = dlsym(library, "tessera_get_api");
  CHECK(get_api != NULL);
  api = get_api(TESSERA_ABI_MAJOR);
  CHECK(api != NULL);
  return library;
}

static void open_and_close(const char *folder, int times) {
  size_t files = 0;
  size_t threads = 0;
  long kib = 0;
  int i;
  for (i = 0; i < times; ++i) {
    void *library = load();
    struct tessera_plugin *plugin = open_plugin(folder, "127.0.0.1:9");
    struct tessera_sale *sale = begin_with_goods(plugin);
    struct tessera_answer *answer = NULL;
    CHECK(api->sale_quote(sale, &answer, &error) == TESSERA_OK);
    api->answer_release(answer);
    api->sale_release(sale);
    api->close(plugin);
    CHECK(dlclose(library) == 0);
    if (i == times / 10) {
      files = entries_of("/proc/self/fd");
      threads = entries_of("/proc/self/task");
      kib = resident_kib();
    }
  }
  printf("%zu then %zu files, %zu then %zu threads, %ld then %ld KiB\n", files,
         entries_of("/proc/self/fd"), threads, entries_of("/proc/self/task"), kib, resident_kib());
  CHECK(entries_of("/proc/self/fd") <= files);
  /* gRPC ends its threads by and by. */
  for (i = 0; i < 100 && entries_of("/proc/self/task") > threads; ++i) usleep(100000);
  CHECK(entries_of("/proc/self/task") <= threads + 2);
  CHECK(resident_kib() - kib < MOST_GROWTH_KIB);
}

int main(int count, char **arguments) {
  void *library;
  CHECK(count >= 4);
  path = arguments[1];
  library = load();
  error = TESSERA_INIT(struct tessera_error);
  setvbuf(stdout, NULL, _IONBF, 0);
  if (strcmp(arguments[2], "fork") == 0) {
    fork_with_an_open_plugin(arguments[3]);
  } else if (strcmp(arguments[2], "orphan") == 0) {
    outlive_a_killed_till(arguments[3]);
  } else if (strcmp(arguments[2], "threads") == 0) {
    CHECK(count == 5);
    count_threads(arguments[3], arguments[4]);
  } else {
    CHECK(count == 5);
    /* By this handle it would stay loaded. */
    CHECK(dlclose(library) == 0);
    open_and_close(arguments[3], atoi(arguments[4]));
  }
  return 0;
}
