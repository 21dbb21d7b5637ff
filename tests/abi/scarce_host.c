/* A host whose memory runs out in the middle of a call: at the first request for some, at the second,
 * and so on until the call gets all that it wants. Once it is that request alone that gets none, once
 * all from there on, until the sale is released.
 *
 *   scarce_host LIBRARY FOLDER
 *
 * Ends with 0 if every call came back with a code, and each sale that was acknowledged is in the outbox. gRPC ends a process that has no memory left, so the
 * service is away here, and known to be. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tessera/plugin.h"

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);  \
      _exit(1);                                                                \
    }                                                                          \
  } while (0)

enum { MOST_REQUESTS = 20000 };

/* Of this thread: which request from here on is refused; 0: none. */
static __thread long granted;
/* And all behind it. */
static __thread int stays_short;
static __thread int refused;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

static int is_refused(void) {
  if (granted == 0) return 0;
  if (granted > 1) {
    --granted;
    return 0;
  }
  if (!stays_short) granted = 0;
  refused = 1;
  errno = ENOMEM;
  return 1;
}

#define EXPORTED __attribute__((visibility("default")))
EXPORTED void *malloc(size_t size) { return is_refused() ? NULL : __libc_malloc(size); }
EXPORTED void *calloc(size_t count, size_t size) { return is_refused() ? NULL : __libc_calloc(count, size); }
EXPORTED void *realloc(void *memory, size_t size) {
  return is_refused() ? NULL : __libc_realloc(memory, size);
}

static const struct tessera_api *api;
static long all_requests;
static uint64_t there_before, acknowledged, refused_commits;
static struct tessera_error error;
static struct tessera_plugin *plugin;
static struct tessera_sale *sale;

static struct tessera_string text(const char *terminated) {
  struct tessera_string string;
  string.bytes = terminated;
  string.size = strlen(terminated);
  return string;
}

static int32_t release(int32_t code, struct tessera_answer *answer) {
  CHECK((code == TESSERA_OK) || answer == NULL);
  api->answer_release(answer);
  return code;
}

static int32_t ask_status(void) {
  struct tessera_status_view view = TESSERA_INIT(struct tessera_status_view);
  return api->status(plugin, &view, &error);
}
static int32_t begin(void) {
  struct tessera_sale *another = NULL;
  const int32_t code = api->sale_begin(plugin, NULL, &another, &error);
  CHECK((code == TESSERA_OK) == (another != NULL));
  api->sale_release(another);
  return code;
}
static int32_t set_line(void) {
  struct tessera_line line = TESSERA_INIT(struct tessera_line);
  line.line_no = 1;
  line.sku = text("a code that is too long for a small string");
  line.labels = text("one label of some length;and another one of them");
  line.quantity_milli = 1000;
  line.unit_price_minor = 8990;
  return api->sale_set_line(sale, &line, &error);
}
static int32_t scan(void) {
  struct tessera_answer *answer = NULL;
  return release(api->sale_scan(sale, "4600682000013", 13, &answer, &error), answer);
}
static int32_t add_coupon(void) {
  return api->sale_add_coupon(sale, "a code that is too long for a small string", 42, &error);
}
static int32_t quote(void) {
  struct tessera_answer *answer = NULL;
  return release(api->sale_quote(sale, &answer, &error), answer);
}
static int32_t commit(void) {
  struct tessera_answer *answer = NULL;
  const int32_t code = release(api->sale_commit(sale, NULL, &answer, &error), answer);
  if (code == TESSERA_OK) {
    ++acknowledged;
  } else {
    ++refused_commits;
  }
  return code;
}
static int32_t ask_parked(void) {
  struct tessera_answer *answer = NULL;
  return release(api->parked(plugin, &answer, &error), answer);
}
static int32_t submit(void) {
  struct tessera_request request = TESSERA_INIT(struct tessera_request);
  struct tessera_completion done = TESSERA_INIT(struct tessera_completion);
  int32_t code;
  request.operation = TESSERA_OPERATION_SALE_QUOTE;
  request.sale = sale;
  code = api->submit(plugin, &request, NULL, &error);
  if (code == TESSERA_OK) {
    while (done.ticket == 0) CHECK(api->wait(plugin, 1000, &done, NULL) == TESSERA_OK);
    api->answer_release(done.answer);
  }
  return code;
}

static void open_plugin(const char *folder) {
  struct tessera_config config = TESSERA_INIT(struct tessera_config);
  config.insecure = 1;
  config.data_folder = text(folder);
  config.server = text("127.0.0.1:9");
  config.store_id = text("store-1");
  config.terminal_id = text("till-1");
  config.deadline_ms = 50;
  config.commit_deadline_ms = 50;
  CHECK(api->open(&config, &plugin, &error) == TESSERA_OK);
}

static void begin_sale(void) {
  CHECK(api->sale_begin(plugin, NULL, &sale, &error) == TESSERA_OK);
  CHECK(set_line() == TESSERA_OK && quote() == TESSERA_OK);
}

static uint64_t outbox_records(void) {
  struct tessera_status_view view = TESSERA_INIT(struct tessera_status_view);
  CHECK(api->status(plugin, &view, &error) == TESSERA_OK);
  return view.outbox_records;
}

/* What was acknowledged is there; what was not, is there at most once. */
static void check_outbox(void) {
  const uint64_t records = outbox_records() - there_before;
  printf("%lu commits acknowledged, %lu not, %lu records\n", (unsigned long)acknowledged,
         (unsigned long)refused_commits, (unsigned long)records);
  CHECK(acknowledged > 0 && refused_commits > 0);
  CHECK(records >= acknowledged && records <= acknowledged + refused_commits);
}

/* A sale that failed inside is not trusted again. */
static void renew_sale(void) {
  api->sale_release(sale);
  begin_sale();
}

static void run_out(const char *name, int32_t (*call)(void)) {
  long requests;
  for (requests = 1; requests < MOST_REQUESTS; ++requests) {
    renew_sale();
    refused = 0;
    stays_short = 0;
    granted = requests;
    call();
    granted = 0;
    if (!refused) break;
    renew_sale();
    stays_short = 1;
    granted = requests;
    call();
    api->sale_release(sale);
    granted = 0;
    begin_sale();
  }
  printf("%s: %ld requests\n", name, requests - 1);
  all_requests += requests - 1;
  CHECK(requests < MOST_REQUESTS);
}

int main(int count, char **arguments) {
  tessera_get_api_function get_api;
  void *library;
  int i;
  CHECK(count == 3);
  setvbuf(stdout, NULL, _IONBF, 0);
  library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  CHECK(library != NULL);
  *(void **)&get_api = dlsym(library, "tessera_get_api");
  CHECK(get_api != NULL);
  api = get_api(TESSERA_ABI_MAJOR);
  CHECK(api != NULL);
  error = TESSERA_INIT(struct tessera_error);
  open_plugin(arguments[2]);
  there_before = outbox_records();
  begin_sale();
  for (i = 0; i < 5; ++i) CHECK(quote() == TESSERA_OK);
  /* glibc ends a process that has no memory for a thread's first touch of a library's thread-local
   * storage: errors with long texts have some. */
  add_coupon();
  run_out("status", ask_status);
  run_out("sale_begin", begin);
  run_out("sale_set_line", set_line);
  run_out("sale_scan", scan);
  run_out("sale_add_coupon", add_coupon);
  run_out("sale_quote", quote);
  run_out("submit", submit);
  run_out("sale_commit", commit);
  run_out("parked", ask_parked);
  /* None at all: our malloc was not asked. */
  CHECK(all_requests > 0);
  api->sale_release(sale);
  check_outbox();
  api->close(plugin);
  open_plugin(arguments[2]);
  check_outbox();
  api->close(plugin);
  return 0;
}
