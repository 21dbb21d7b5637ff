/* A host that exports functions named like those of libraries that the plugin stands on, as one does
 * that brings its own gRPC, OpenSSL or SQLite: none of them is the plugin's, and none may be called by it.
 *
 *   decoy_host LIBRARY FOLDER SERVER
 *
 * Sells without a service, and tries to find one. Built with DECOYS_OF_PROTOBUF it is a host that brings
 * its own protobuf, too, and loads as README tells such hosts to. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tessera/plugin.h"

#define DECOY(name)                                              \
  void name(void);                                               \
  __attribute__((visibility("default"))) void name(void) {       \
    static const char message[] = "called by the plugin: " #name; \
    puts(message);                                               \
    fflush(stdout);                                              \
    abort();                                                     \
  }

DECOY(grpc_init)
DECOY(grpc_channel_create)
DECOY(grpc_completion_queue_create_for_next)
DECOY(SSL_new)
DECOY(SSL_CTX_new)
DECOY(EVP_DigestInit_ex)
DECOY(CRYPTO_malloc)
DECOY(sqlite3_open)
DECOY(sqlite3_open_v2)
DECOY(sqlite3_prepare_v2)
DECOY(sodium_init)
DECOY(crypto_generichash)
DECOY(ares_library_init)
DECOY(inflateInit_)
#ifdef DECOYS_OF_PROTOBUF
/* google::protobuf::internal::VerifyVersion, MessageLite::SerializeAsString, and the arena. */
DECOY(_ZN6google8protobuf8internal13VerifyVersionEiiPKc)
DECOY(_ZNK6google8protobuf11MessageLite17SerializeAsStringB5cxx11Ev)
DECOY(_ZN6google8protobuf8internal15ThreadSafeArena4InitEv)
#endif

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                \
    }                                                                         \
  } while (0)

static struct tessera_string text(const char *terminated) {
  struct tessera_string string;
  string.bytes = terminated;
  string.size = strlen(terminated);
  return string;
}

static void sell(const struct tessera_api *api, const char *folder, const char *server) {
  struct tessera_config config = TESSERA_INIT(struct tessera_config);
  struct tessera_line line = TESSERA_INIT(struct tessera_line);
  struct tessera_commit_view commit = TESSERA_INIT(struct tessera_commit_view);
  struct tessera_error error = TESSERA_INIT(struct tessera_error);
  struct tessera_plugin *plugin = NULL;
  struct tessera_sale *sale = NULL;
  struct tessera_answer *answer = NULL;
  config.insecure = 1;
  config.data_folder = text(folder);
  config.server = text(server);
  config.store_id = text("store-1");
  config.terminal_id = text("till-1");
  CHECK(api->open(&config, &plugin, &error) == TESSERA_OK);
  /* Long enough to have tried to connect. */
  CHECK(api->synchronise(plugin, 300, &error) == TESSERA_OFFLINE);
  CHECK(api->sale_begin(plugin, NULL, &sale, &error) == TESSERA_OK);
  line.line_no = 1;
  line.sku = text("4600682000013");
  line.quantity_milli = 1000;
  line.unit_price_minor = 8990;
  CHECK(api->sale_set_line(sale, &line, &error) == TESSERA_OK);
  CHECK(api->sale_quote(sale, &answer, &error) == TESSERA_OK);
  api->answer_release(answer);
  CHECK(api->sale_commit(sale, NULL, &answer, &error) == TESSERA_OK);
  CHECK(api->answer_commit(answer, &commit) == TESSERA_OK && commit.delivered == 0);
  api->answer_release(answer);
  api->sale_release(sale);
  api->close(plugin);
}

int main(int count, char **arguments) {
  tessera_get_api_function get_api;
  const struct tessera_api *api;
  void *library;
  int mode = RTLD_NOW | RTLD_LOCAL;
  CHECK(count == 4);
#ifdef DECOYS_OF_PROTOBUF
  mode |= RTLD_DEEPBIND;
#endif
  library = dlopen(arguments[1], mode);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  *(void **)&get_api = dlsym(library, "tessera_get_api");
  CHECK(get_api != NULL);
  api = get_api(TESSERA_ABI_MAJOR);
  CHECK(api != NULL);
  sell(api, arguments[2], arguments[3]);
  return 0;
}
