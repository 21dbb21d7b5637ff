/* A POS client whose user interface must not wait: it submits, and takes what is done.
 *
 *   submission_host LIBRARY sale FOLDER      a sale by submissions, on one thread, with poll(2)
 *   submission_host LIBRARY refusals FOLDER  what can't be submitted
 *   submission_host LIBRARY late FOLDER      a service that never answers keeps no deadline waiting
 *   submission_host LIBRARY overtakes FOLDER nor do others that may wait for longer
 *   submission_host LIBRARY ends FOLDER      releases and closes while submissions are under way
 *
 * Ends with 0 if everything was as plugin.h says; otherwise says what was not. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tessera/plugin.h"

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: not so: %s (%s %s)\n", __FILE__, __LINE__, #condition, error.reason, \
              error.message);                                                  \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

static const struct tessera_api *api;
static struct tessera_error error;
static int wake_pipe[2];

static struct tessera_string text(const char *terminated) {
  struct tessera_string string;
  string.bytes = terminated;
  string.size = strlen(terminated);
  return string;
}

static void wake(void *context) {
  CHECK(write(*(int *)context, "w", 1) == 1);
}

static struct tessera_plugin *open_plugin(const char *folder, const char *server) {
  struct tessera_config config = TESSERA_INIT(struct tessera_config);
  struct tessera_plugin *plugin = NULL;
  config.insecure = 1;
  config.data_folder = text(folder);
  config.server = text(server);
  config.store_id = text("store-1");
  config.terminal_id = text("till-1");
  config.deadline_ms = 200;
  config.commit_deadline_ms = 200;
  config.wake = wake;
  config.wake_context = &wake_pipe[1];
  CHECK(api->open(&config, &plugin, &error) == TESSERA_OK);
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

static uint64_t submit(struct tessera_plugin *plugin, uint32_t operation, struct tessera_sale *sale,
                       uint64_t tag) {
  struct tessera_request request = TESSERA_INIT(struct tessera_request);
  uint64_t ticket = 0;
  char card[] = "29770001";
  request.operation = operation;
  request.tag = tag;
  request.sale = sale;
  request.text = text(card);
  CHECK(api->submit(plugin, &request, &ticket, &error) == TESSERA_OK && ticket != 0);
  /* What was given is not looked at any more. */
  memset(card, 'x', sizeof card - 1);
  memset(&request, 0x5a, sizeof request);
  return ticket;
}

static struct tessera_completion take(struct tessera_plugin *plugin, uint32_t timeout_ms) {
  struct tessera_completion completion = TESSERA_INIT(struct tessera_completion);
  CHECK(api->wait(plugin, timeout_ms, &completion, &error) == TESSERA_OK);
  return completion;
}

static int is_readable(int file, int timeout_ms) {
  struct pollfd one = {0, POLLIN, 0};
  one.fd = file;
  return poll(&one, 1, timeout_ms) == 1;
}

static void sell_by_submissions(const char *folder) {
  static const uint32_t operations[] = {TESSERA_OPERATION_SALE_SCAN, TESSERA_OPERATION_SALE_QUOTE,
                                        TESSERA_OPERATION_SALE_COMMIT};
  struct tessera_plugin *plugin = open_plugin(folder, "127.0.0.1:9");
  struct tessera_sale *sale = begin_with_goods(plugin);
  struct tessera_status_view status = TESSERA_INIT(struct tessera_status_view);
  struct tessera_answer *answer = NULL;
  uint64_t tickets[3];
  int64_t handle = -1;
  int32_t code;
  size_t done = 0;
  size_t i;
  CHECK(api->wake_handle(plugin, &handle, &error) == TESSERA_OK && handle >= 0);
  CHECK(!is_readable((int)handle, 0));
  for (i = 0; i < 3; ++i) tickets[i] = submit(plugin, operations[i], sale, 100 + i);
  code = api->sale_quote(sale, &answer, &error);
  CHECK(code == TESSERA_BUSY || code == TESSERA_REFUSED);
  CHECK(answer == NULL);
  while (done < 3) {
    struct tessera_completion completion = TESSERA_INIT(struct tessera_completion);
    CHECK(is_readable((int)handle, 20000));
    CHECK(api->poll(plugin, &completion, &error) == TESSERA_OK);
    /* In their order, for they are of one sale. */
    CHECK(completion.ticket == tickets[done] && completion.tag == 100 + done);
    CHECK(completion.code == TESSERA_OK && completion.answer != NULL);
    if (done == 1) {
      struct tessera_totals totals = TESSERA_INIT(struct tessera_totals);
      CHECK(api->answer_totals(completion.answer, &totals) == TESSERA_OK);
      CHECK(totals.total_minor == 8990);
    }
    if (done == 2) {
      struct tessera_commit_view commit = TESSERA_INIT(struct tessera_commit_view);
      CHECK(api->answer_commit(completion.answer, &commit) == TESSERA_OK && !commit.delivered);
    }
    api->answer_release(completion.answer);
    ++done;
  }
  CHECK(!is_readable((int)handle, 0));
  CHECK(is_readable(wake_pipe[0], 0));
  CHECK(take(plugin, 0).ticket == 0);
  CHECK(api->status(plugin, &status, &error) == TESSERA_OK);
  CHECK(status.open_submissions == 0 && status.waiting_completions == 0);
  CHECK(status.outbox_records == 1);
  /* What goes wrong is told with the completion. */
  submit(plugin, TESSERA_OPERATION_SALE_QUOTE, sale, 7);
  CHECK(take(plugin, 20000).code == TESSERA_REFUSED && strcmp(error.reason, "SALE_CLOSED") == 0);
  api->sale_release(sale);
  api->close(plugin);
}

static void check_refusals(const char *folder) {
  struct tessera_plugin *plugin = open_plugin(folder, "127.0.0.1:9");
  struct tessera_request request = TESSERA_INIT(struct tessera_request);
  struct tessera_completion small = TESSERA_INIT(struct tessera_completion);
  uint64_t ticket = 1;
  int i;
  CHECK(api->submit(plugin, &request, &ticket, &error) == TESSERA_INVALID && ticket == 0);
  CHECK(strcmp(error.reason, "OPERATION_UNKNOWN") == 0);
  request.operation = TESSERA_OPERATION_SALE_QUOTE;
  CHECK(api->submit(plugin, &request, NULL, &error) == TESSERA_INVALID);
  CHECK(strcmp(error.reason, "HANDLE_INVALID") == 0);
  request.deadline_ms = 10001;
  CHECK(api->submit(plugin, &request, NULL, &error) == TESSERA_INVALID);
  CHECK(strcmp(error.reason, "DEADLINE_INVALID") == 0);
  request.deadline_ms = 0;
  request.operation = TESSERA_OPERATION_ENROL;
  CHECK(api->submit(plugin, &request, NULL, &error) == TESSERA_INVALID);
  CHECK(strcmp(error.reason, "ARGUMENT_MISSING") == 0);
  CHECK(api->submit(plugin, NULL, NULL, &error) == TESSERA_INVALID);
  small.struct_size = 8;
  CHECK(api->poll(plugin, &small, &error) == TESSERA_INVALID);
  request.operation = TESSERA_OPERATION_CUSTOMER_CARD;
  request.text = text("29770001");
  for (i = 0; i < 256; ++i) CHECK(api->submit(plugin, &request, NULL, &error) == TESSERA_OK);
  CHECK(api->submit(plugin, &request, &ticket, &error) == TESSERA_REFUSED);
  CHECK(strcmp(error.reason, "TOO_MANY_SUBMISSIONS") == 0);
  for (i = 0; i < 256; ++i) {
    struct tessera_completion completion = take(plugin, 20000);
    CHECK(completion.ticket != 0 && completion.answer == NULL);
    /* Nothing to look a card up in: neither scan formats nor members. */
    CHECK(completion.code == TESSERA_NOT_FOUND || completion.code == TESSERA_OFFLINE);
  }
  CHECK(api->submit(plugin, &request, &ticket, &error) == TESSERA_OK && ticket == 257);
  api->close(plugin);
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Takes connections, and nothing that comes over them. */
static int listen_and_be_silent(char *address, size_t size) {
  struct sockaddr_in place;
  socklen_t length = sizeof place;
  const int file = socket(AF_INET, SOCK_STREAM, 0);
  memset(&place, 0, sizeof place);
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(bind(file, (struct sockaddr *)&place, sizeof place) == 0 && listen(file, 64) == 0);
  CHECK(getsockname(file, (struct sockaddr *)&place, &length) == 0);
  snprintf(address, size, "127.0.0.1:%d", ntohs(place.sin_port));
  return file;
}

static void keep_deadlines(const char *folder) {
  enum { SALES = 12, DEADLINE_MS = 200, SLACK_MS = 1000 };
  char address[32];
  const int silent = listen_and_be_silent(address, sizeof address);
  struct tessera_plugin *plugin = open_plugin(folder, address);
  struct tessera_sale *sales[SALES];
  int64_t begun;
  int i;
  for (i = 0; i < SALES; ++i) sales[i] = begin_with_goods(plugin);
  begun = now_ms();
  for (i = 0; i < SALES; ++i) submit(plugin, TESSERA_OPERATION_SALE_QUOTE, sales[i], 0);
  for (i = 0; i < SALES; ++i) {
    struct tessera_completion completion = take(plugin, 20000);
    CHECK(completion.code == TESSERA_OK && completion.answer != NULL);
    api->answer_release(completion.answer);
  }
  printf("%d quotes within %d ms\n", SALES, (int)(now_ms() - begun));
  CHECK(now_ms() - begun < DEADLINE_MS + SLACK_MS);
  for (i = 0; i < SALES; ++i) api->sale_release(sales[i]);
  api->close(plugin);
  close(silent);
}

/* Two that may wait for long keep every thread; one that may not comes in between. */
static void overtake(const char *folder) {
  enum { LONG_MS = 5000, SHORT_MS = 200, SLACK_MS = 1000 };
  char address[32];
  const int silent = listen_and_be_silent(address, sizeof address);
  struct tessera_plugin *plugin = open_plugin(folder, address);
  struct tessera_sale *slow[2];
  struct tessera_sale *quick = begin_with_goods(plugin);
  struct tessera_request request = TESSERA_INIT(struct tessera_request);
  struct tessera_completion completion;
  int64_t begun;
  int i;
  request.operation = TESSERA_OPERATION_SALE_QUOTE;
  request.deadline_ms = LONG_MS;
  for (i = 0; i < 2; ++i) {
    slow[i] = begin_with_goods(plugin);
    request.sale = slow[i];
    CHECK(api->submit(plugin, &request, NULL, &error) == TESSERA_OK);
  }
  begun = now_ms();
  request.sale = quick;
  request.deadline_ms = SHORT_MS;
  request.tag = 1;
  CHECK(api->submit(plugin, &request, NULL, &error) == TESSERA_OK);
  completion = take(plugin, 20000);
  printf("the first was done after %d ms\n", (int)(now_ms() - begun));
  CHECK(completion.tag == 1 && completion.code == TESSERA_OK && completion.answer != NULL);
  CHECK(now_ms() - begun < SHORT_MS + SLACK_MS);
  api->answer_release(completion.answer);
  api->sale_release(quick);
  for (i = 0; i < 2; ++i) api->sale_release(slow[i]);
  api->close(plugin);
  close(silent);
}

static void end_in_the_middle(const char *folder) {
  char address[32];
  const int silent = listen_and_be_silent(address, sizeof address);
  int i;
  for (i = 0; i < 10; ++i) {
    struct tessera_plugin *plugin = open_plugin(folder, address);
    struct tessera_sale *first = begin_with_goods(plugin);
    struct tessera_sale *second = begin_with_goods(plugin);
    const int64_t begun = now_ms();
    submit(plugin, TESSERA_OPERATION_SALE_QUOTE, first, 1);
    submit(plugin, TESSERA_OPERATION_SALE_COMMIT, first, 2);
    submit(plugin, TESSERA_OPERATION_SALE_QUOTE, second, 3);
    submit(plugin, TESSERA_OPERATION_CUSTOMER_CARD, NULL, 4);
    api->sale_release(first);
    if (i % 2 == 0) api->answer_release(take(plugin, 20000).answer);
    api->close(plugin);
    /* Sales go before their plugin; one that comes late must not crash the till. */
    api->sale_release(second);
    CHECK(now_ms() - begun < 3000);
  }
  close(silent);
}

int main(int count, char **arguments) {
  tessera_get_api_function get_api;
  void *library;
  CHECK(count == 4 && pipe(wake_pipe) == 0);
  library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  *(void **)&get_api = dlsym(library, "tessera_get_api");
  CHECK(get_api != NULL);
  api = get_api(TESSERA_ABI_MAJOR);
  CHECK(api != NULL);
  error = TESSERA_INIT(struct tessera_error);
  if (strcmp(arguments[2], "sale") == 0) {
    sell_by_submissions(arguments[3]);
  } else if (strcmp(arguments[2], "refusals") == 0) {
    check_refusals(arguments[3]);
  } else if (strcmp(arguments[2], "late") == 0) {
    keep_deadlines(arguments[3]);
  } else if (strcmp(arguments[2], "overtakes") == 0) {
    overtake(arguments[3]);
  } else {
    end_in_the_middle(arguments[3]);
  }
  return 0;
}
