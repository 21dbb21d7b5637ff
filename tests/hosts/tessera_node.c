/* Node's side of tessera_call: call(library, name, json) gives a promise of the answer's text. The call
 * runs on one of Node's worker threads, so JavaScript never waits. */
#define NAPI_VERSION 3
#include <dlfcn.h>
#include <node_api.h>
#include <stdlib.h>
#include <string.h>

typedef char *(*call_function)(const char *, const char *);
typedef void (*free_function)(char *);

struct work {
  napi_async_work async;
  napi_deferred deferred;
  char *texts[3]; /* library, name, JSON */
  char *answer;
  free_function give_back;
};

static char *copy_text(napi_env env, napi_value value) {
  size_t size = 0;
  char *text;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &size) != napi_ok) return NULL;
  text = malloc(size + 1);
  if (text != NULL) napi_get_value_string_utf8(env, value, text, size + 1, &size);
  return text;
}

/* On a worker thread. */
static void execute(napi_env env, void *given) {
  struct work *work = given;
  void *library = dlopen(work->texts[0], RTLD_NOW | RTLD_LOCAL);
  call_function call;
  (void)env;
  if (library == NULL) return;
  *(void **)&call = dlsym(library, "tessera_call");
  *(void **)&work->give_back = dlsym(library, "tessera_call_free");
  if (call != NULL && work->give_back != NULL) work->answer = call(work->texts[1], work->texts[2]);
}

/* On JavaScript's thread again. */
static void complete(napi_env env, napi_status status, void *given) {
  struct work *work = given;
  napi_value text;
  size_t i;
  (void)status;
  if (work->answer != NULL) {
    napi_create_string_utf8(env, work->answer, NAPI_AUTO_LENGTH, &text);
    napi_resolve_deferred(env, work->deferred, text);
    work->give_back(work->answer);
  } else {
    const char *why = dlerror();
    napi_create_string_utf8(env, why != NULL ? why : "no answer", NAPI_AUTO_LENGTH, &text);
    napi_reject_deferred(env, work->deferred, text);
  }
  napi_delete_async_work(env, work->async);
  for (i = 0; i < 3; ++i) free(work->texts[i]);
  free(work);
}

static napi_value call(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  napi_value name;
  napi_value promise = NULL;
  size_t count = 3;
  size_t i;
  struct work *work = calloc(1, sizeof *work);
  if (work == NULL || napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok ||
      count != 3) {
    free(work);
    napi_throw_type_error(env, NULL, "call(library, name, json)");
    return NULL;
  }
  for (i = 0; i < 3; ++i) work->texts[i] = copy_text(env, arguments[i]);
  napi_create_promise(env, &work->deferred, &promise);
  napi_create_string_utf8(env, "tessera", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, execute, complete, work, &work->async);
  napi_queue_async_work(env, work->async);
  return promise;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "call", NAPI_AUTO_LENGTH, call, NULL, &function);
  napi_set_named_property(env, exports, "call", function);
  return exports;
}
