#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tessera/plugin/abi/calls.h"
#include "tessera/plugin/abi/handles.h"
#include "tessera/plugin/abi/requests.h"
#include "tessera/plugin/abi/structs.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/plugin/json/structs.h"

namespace tessera::plugin {

namespace {

absl::StatusOr<Config> ReadConfig(const tessera_config* given) {
  TESSERA_ASSIGN_OR_RETURN(const tessera_config from, CopyIn(given, "config"));
  Config config;
  config.insecure = from.insecure != 0;
  const struct {
    const tessera_string& text;
    const char* field;
    std::string* target;
  } texts[] = {{from.data_folder, "data_folder", &config.data_folder},
               {from.server, "server", &config.server},
               {from.ca_file, "ca_file", &config.ca_file},
               {from.certificate_file, "certificate_file", &config.certificate_file},
               {from.key_file, "key_file", &config.key_file},
               {from.store_id, "store_id", &config.store_id},
               {from.terminal_id, "terminal_id", &config.terminal_id},
               {from.language, "language", &config.language}};
  for (const auto& one : texts) {
    TESSERA_ASSIGN_OR_RETURN(*one.target, ReadText(one.text, one.field));
  }
  config.worker_threads = from.worker_threads;
  config.wake = from.wake;
  config.wake_context = from.wake_context;
  config.deadline = Milliseconds(from.deadline_ms);
  config.commit_deadline = Milliseconds(from.commit_deadline_ms);
  return config;
}

// Of the process that opened first: nothing can be opened in its children.
std::atomic<pid_t> opener{0};

absl::Status BecomeOpener() {
  pid_t known = 0;
  const pid_t self = ::getpid();
  if (opener.compare_exchange_strong(known, self) || known == self) return absl::OkStatus();
  return Forked();
}

int32_t Open(const tessera_config* config, tessera_plugin** plugin, tessera_error* error) noexcept {
  if (plugin != nullptr) *plugin = nullptr;
  std::string language;
  return Guarded(
      error, [&] { return absl::string_view(language); },
      [&]() -> absl::Status {
        if (plugin == nullptr) return InvalidInput("ARGUMENT_MISSING", "plugin", "must not be NULL");
        TESSERA_RETURN_IF_ERROR(BecomeOpener());
        TESSERA_ASSIGN_OR_RETURN(const Config checked, ReadConfig(config));
        language = checked.language;
        auto handle = std::make_unique<tessera_plugin>();
        TESSERA_ASSIGN_OR_RETURN(handle->instance,
                                 Instance::Open(checked, SystemClock(), SystemRandom()));
        *plugin = handle.release();
        return absl::OkStatus();
      });
}

absl::StatusOr<json::Document> ReadDocument(const char* path, uint64_t size) {
  TESSERA_ASSIGN_OR_RETURN(const std::string name, ReadText(path, size, "path"));
  TESSERA_ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(name, "path"));
  return json::Parse(text);
}

int32_t OpenFile(const char* path, uint64_t size, tessera_plugin** plugin,
                 tessera_error* error) noexcept {
  if (plugin != nullptr) *plugin = nullptr;
  // What the configuration points to lives in these.
  std::optional<json::Document> document;
  std::optional<json::Arguments> arguments;
  tessera_config config{};
  const int32_t read = Guarded(
      error, [] { return absl::string_view(); },
      [&]() -> absl::Status {
        TESSERA_ASSIGN_OR_RETURN(document, ReadDocument(path, size));
        arguments.emplace(*document);
        TESSERA_ASSIGN_OR_RETURN(config, arguments->Inline<tessera_config>(json::kConfig));
        return arguments->Finish();
      });
  return read == TESSERA_OK ? Open(&config, plugin, error) : read;
}

void Close(tessera_plugin* plugin) noexcept {
  // A child's copy has threads that are not there: joining them would wait for ever.
  if (plugin == nullptr || !plugin->instance->IsOpener()) return;
  static_cast<void>(Guarded(
      nullptr, [] { return absl::string_view(); },
      [&] {
        plugin->instance->Stop();
        delete plugin;
        return absl::OkStatus();
      }));
}

uint64_t AgeMs(Instant now, Instant then) {
  return static_cast<uint64_t>(std::max<int64_t>(0, (now - then).us / 1'000));
}

uint32_t LinkOf(Link link) {
  switch (link) {
    case Link::kOnline: return TESSERA_LINK_ONLINE;
    case Link::kConnecting: return TESSERA_LINK_CONNECTING;
    case Link::kRefused: return TESSERA_LINK_REFUSED;
    case Link::kAway: break;
  }
  return TESSERA_LINK_AWAY;
}

uint32_t DiskOf(DiskState disk) {
  switch (disk) {
    case DiskState::kGood: return TESSERA_DISK_GOOD;
    case DiskState::kReserve: return TESSERA_DISK_RESERVE;
    case DiskState::kFull: break;
  }
  return TESSERA_DISK_FULL;
}

tessera_status_view StatusOf(const Instance& instance) {
  tessera_status_view view{};
  const Instant now = instance.clock().Now();
  const LinkState link = instance.breaker().link();
  view.link = LinkOf(link.link);
  link.reason.copy(view.link_reason, sizeof view.link_reason - 1);
  view.outboxes_set_aside = static_cast<uint64_t>(instance.outbox().files_set_aside());
  const Outbox::Counts counts = instance.outbox().counts();
  view.outbox_records = static_cast<uint64_t>(counts.pending);
  view.outbox_age_ms = counts.pending > 0 ? AgeMs(now, counts.oldest_pending) : 0;
  view.parked_records = static_cast<uint64_t>(counts.parked);
  const std::optional<Duration> age = instance.cache().age();
  view.snapshot_age_ms = age.has_value() ? static_cast<uint64_t>(age->us / 1'000)
                                         : std::numeric_limits<uint64_t>::max();
  view.disk = DiskOf(instance.outbox().disk());
  view.snapshot_percent = static_cast<uint32_t>(instance.cache().snapshot_percent());
  view.clock_offset_us = instance.cache().clock_offset().us;
  view.cached_members = static_cast<uint64_t>(instance.cache().members());
  const Submissions::Counts submissions = instance.submissions().counts();
  view.open_submissions = submissions.open;
  view.waiting_completions = submissions.completed;
  const std::shared_ptr<const CachedProgram> live = instance.cache().Live();
  if (live != nullptr) {
    view.program_version = live->version;
    view.currency_digits = static_cast<uint32_t>(live->document.currency_digits());
    view.points_digits = static_cast<uint32_t>(live->document.points_digits());
    live->document.currency_code().copy(view.currency_code, sizeof view.currency_code - 1);
  }
  return view;
}

absl::Status Show(const tessera_status_view& full, tessera_status_view* view) {
  if (CopyOut(full, view) == TESSERA_OK) return absl::OkStatus();
  return InvalidInput("STRUCT_SIZE_INVALID", "view", "set struct_size to sizeof the struct");
}

int32_t Status(tessera_plugin* plugin, tessera_status_view* view, tessera_error* error) noexcept {
  if (plugin != nullptr && !plugin->instance->IsOpener()) {
    tessera_status_view full{};
    full.link = TESSERA_LINK_FORKED;
    full.snapshot_age_ms = std::numeric_limits<uint64_t>::max();
    static_cast<void>(CopyOut(full, view));
  }
  return OnPlugin(plugin, error,
                  [&](Instance& instance) { return Show(StatusOf(instance), view); });
}

int32_t Synchronise(tessera_plugin* plugin, uint32_t timeout_ms, tessera_error* error) noexcept {
  return OnPlugin(plugin, error, [&](Instance& instance) {
    return instance.background().Synchronise(Milliseconds(timeout_ms));
  });
}

// Runs work(Instance&) and hands its answer out.
template <typename Work>
int32_t Answering(tessera_plugin* plugin, tessera_answer** answer, tessera_error* error,
                  Work&& work) noexcept {
  if (answer != nullptr) *answer = nullptr;
  return OnPlugin(plugin, error, [&](Instance& instance) -> absl::Status {
    auto handle = std::make_unique<tessera_answer>();
    TESSERA_ASSIGN_OR_RETURN(handle->answer, work(instance));
    if (answer != nullptr) *answer = handle.release();
    return absl::OkStatus();
  });
}

int32_t Refund(tessera_plugin* plugin, const tessera_refund* refund, tessera_answer** answer,
               tessera_error* error) noexcept {
  return Answering(plugin, answer, error, [&](Instance& instance) -> absl::StatusOr<Answer> {
    TESSERA_ASSIGN_OR_RETURN(RefundRequest request, ReadRefund(refund, instance.clock().Now()));
    const Wait wait = request.wait;
    return BookRefund(instance.till(), std::move(request), wait);
  });
}

int32_t Enrol(tessera_plugin* plugin, const tessera_enrolment* enrolment, tessera_answer** answer,
              tessera_error* error) noexcept {
  return Answering(plugin, answer, error, [&](Instance& instance) -> absl::StatusOr<Answer> {
    TESSERA_ASSIGN_OR_RETURN(const EnrolmentRequest request, ReadEnrolment(enrolment));
    return instance.till().Enrol(request.enrolment, request.wait);
  });
}

int32_t ReceiptOf(tessera_plugin* plugin, const char* sale_id, uint64_t size,
                  tessera_answer** answer, tessera_error* error) noexcept {
  return Answering(plugin, answer, error, [&](Instance& instance) -> absl::StatusOr<Answer> {
    TESSERA_ASSIGN_OR_RETURN(const std::string id, ReadText(sale_id, size, "sale_id"));
    return instance.till().Receipt(id);
  });
}

int32_t CustomerCard(tessera_plugin* plugin, int32_t identifier_kind, const char* bytes,
                     uint64_t size, uint32_t deadline_ms, tessera_answer** answer,
                     tessera_error* error) noexcept {
  return Answering(plugin, answer, error, [&](Instance& instance) -> absl::StatusOr<Answer> {
    TESSERA_ASSIGN_OR_RETURN(const Presented card,
                             ReadPresented(identifier_kind, {bytes, size}, "text"));
    TESSERA_ASSIGN_OR_RETURN(const Wait wait, ReadWait(deadline_ms, "deadline_ms"));
    return instance.till().CustomerCard(card, wait);
  });
}

int32_t SurveyAnswer(tessera_plugin* plugin, const tessera_survey_answer* survey, tessera_answer** answer,
                     tessera_error* error) noexcept {
  return Answering(plugin, answer, error, [&](Instance& instance) -> absl::StatusOr<Answer> {
    TESSERA_ASSIGN_OR_RETURN(v1::SurveyAnswer given, ReadSurvey(survey));
    return instance.till().AnswerSurvey(std::move(given));
  });
}

int32_t Parked(tessera_plugin* plugin, tessera_answer** answer, tessera_error* error) noexcept {
  return Answering(plugin, answer, error, [](Instance& instance) { return instance.till().Parked(); });
}

int32_t ResendParked(tessera_plugin* plugin, int64_t sequence, tessera_error* error) noexcept {
  return OnPlugin(plugin, error, [&](Instance& instance) {
    const absl::Status status = instance.till().ResendParked(sequence);
    if (status.ok()) instance.background().Wake();
    return status;
  });
}

void Version(tessera_string* version) noexcept {
  if (version != nullptr) *version = View(kVersion);
}

}  // namespace

void PutPluginCalls(tessera_api* api) {
  api->version = Version;
  api->open = Open;
  api->open_file = OpenFile;
  api->close = Close;
  api->status = Status;
  api->synchronise = Synchronise;
  api->refund = Refund;
  api->enrol = Enrol;
  api->customer_card = CustomerCard;
  api->receipt = ReceiptOf;
  api->survey_answer = SurveyAnswer;
  api->parked = Parked;
  api->resend_parked = ResendParked;
}

}  // namespace tessera::plugin
