#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "tessera/plugin/abi/calls.h"
#include "tessera/plugin/abi/handles.h"
#include "tessera/plugin/scan/scan.h"

namespace tessera::plugin {

absl::StatusOr<std::string> ReadText(tessera_string text, absl::string_view field) {
  if (text.size == 0) return std::string();
  if (text.bytes == nullptr) return InvalidInput("TEXT_INVALID", field, "has a size but no bytes");
  const absl::string_view bytes(text.bytes, text.size);
  if (!IsUtf8(bytes)) return InvalidInput("TEXT_INVALID", field, "must be UTF-8");
  return std::string(bytes);
}

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
  config.deadline = Milliseconds(from.deadline_ms);
  config.commit_deadline = Milliseconds(from.commit_deadline_ms);
  return config;
}

int32_t Open(const tessera_config* config, tessera_plugin** plugin, tessera_error* error) noexcept {
  if (plugin != nullptr) *plugin = nullptr;
  std::string language;
  const absl::Status status = Catch([&]() -> absl::Status {
    if (plugin == nullptr) return InvalidInput("ARGUMENT_MISSING", "plugin", "must not be NULL");
    TESSERA_ASSIGN_OR_RETURN(const Config checked, ReadConfig(config));
    language = checked.language;
    auto handle = std::make_unique<tessera_plugin>();
    TESSERA_ASSIGN_OR_RETURN(handle->instance,
                             Instance::Open(checked, SystemClock(), SystemRandom()));
    *plugin = handle.release();
    return absl::OkStatus();
  });
  return Report(status, language, error);
}

void Close(tessera_plugin* plugin) noexcept {
  // A child's copy has threads that are not there: joining them would wait for ever.
  if (plugin == nullptr || !plugin->instance->IsOpener()) return;
  static_cast<void>(Catch([&] {
    plugin->instance->Stop();
    delete plugin;
    return absl::OkStatus();
  }));
}

uint64_t AgeMs(Instant now, Instant then) {
  return static_cast<uint64_t>(std::max<int64_t>(0, (now - then).us / 1'000));
}

tessera_status_view StatusOf(const Instance& instance) {
  tessera_status_view view{};
  const Instant now = instance.clock().Now();
  view.online = instance.breaker().online() ? 1 : 0;
  const Outbox::Counts counts = instance.outbox().counts();
  view.outbox_records = static_cast<uint64_t>(counts.pending);
  view.outbox_age_ms = counts.pending > 0 ? AgeMs(now, counts.oldest_pending) : 0;
  view.parked_records = static_cast<uint64_t>(counts.parked);
  const std::optional<Instant> fresh_at = instance.cache().fresh_at();
  view.snapshot_age_ms =
      fresh_at.has_value() ? AgeMs(now, *fresh_at) : std::numeric_limits<uint64_t>::max();
  view.cached_members = static_cast<uint64_t>(instance.cache().members());
  const std::shared_ptr<const CachedProgram> live = instance.cache().Live();
  if (live != nullptr) {
    view.program_version = live->version;
    view.currency_digits = static_cast<uint32_t>(live->document.currency_digits());
    view.points_digits = static_cast<uint32_t>(live->document.points_digits());
    live->document.currency_code().copy(view.currency_code, sizeof view.currency_code - 1);
  }
  return view;
}

int32_t Status(tessera_plugin* plugin, tessera_status_view* view, tessera_error* error) noexcept {
  return OnPlugin(plugin, error, [&](Instance& instance) {
    if (CopyOut(StatusOf(instance), view) == TESSERA_OK) return absl::OkStatus();
    return InvalidInput("STRUCT_SIZE_INVALID", "view", "set struct_size to sizeof the struct");
  });
}

int32_t Synchronise(tessera_plugin* plugin, uint32_t timeout_ms, tessera_error* error) noexcept {
  return OnPlugin(plugin, error, [&](Instance& instance) {
    return instance.background().Synchronise(Milliseconds(timeout_ms));
  });
}

// Runs work(Till&) and hands its answer out.
template <typename Work>
int32_t Answering(tessera_plugin* plugin, tessera_answer** answer, tessera_error* error,
                  Work&& work) noexcept {
  if (answer != nullptr) *answer = nullptr;
  return OnPlugin(plugin, error, [&](Instance& instance) -> absl::Status {
    auto handle = std::make_unique<tessera_answer>();
    TESSERA_ASSIGN_OR_RETURN(handle->answer, work(instance.till()));
    if (answer != nullptr) *answer = handle.release();
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Refund> ReadRefund(const tessera_refund* given) {
  TESSERA_ASSIGN_OR_RETURN(const tessera_refund from, CopyIn(given, "refund"));
  v1::Refund refund;
  TESSERA_ASSIGN_OR_RETURN(*refund.mutable_refund_id(), ReadText(from.refund_id, "refund_id"));
  TESSERA_ASSIGN_OR_RETURN(*refund.mutable_sale_id(), ReadText(from.sale_id, "sale_id"));
  TESSERA_ASSIGN_OR_RETURN(*refund.mutable_cashier_id(), ReadText(from.cashier_id, "cashier_id"));
  if (from.line_count > 0 && from.lines == nullptr) {
    return InvalidInput("ARGUMENT_MISSING", "lines", "must not be NULL");
  }
  if (from.line_count > engine::kMaximumLines) {
    return InvalidInput("TOO_MANY_LINES", "line_count", "a sale has at most 1000 lines");
  }
  for (uint32_t i = 0; i < from.line_count; ++i) {
    v1::RefundLine* line = refund.add_lines();
    line->set_line_no(from.lines[i].line_no);
    line->set_quantity_milli(from.lines[i].quantity_milli);
  }
  return refund;
}

int32_t Refund(tessera_plugin* plugin, const tessera_refund* refund, tessera_answer** answer,
               tessera_error* error) noexcept {
  return Answering(plugin, answer, error, [&](Till& till) -> absl::StatusOr<Answer> {
    TESSERA_ASSIGN_OR_RETURN(v1::Refund checked, ReadRefund(refund));
    return till.Refund(std::move(checked));
  });
}

int32_t Enrol(tessera_plugin* plugin, const tessera_enrolment* enrolment, tessera_answer** answer,
              tessera_error* error) noexcept {
  return Answering(plugin, answer, error, [&](Till& till) -> absl::StatusOr<Answer> {
    TESSERA_ASSIGN_OR_RETURN(const tessera_enrolment from, CopyIn(enrolment, "enrolment"));
    Enrolment checked;
    TESSERA_ASSIGN_OR_RETURN(checked.phone, ReadText(from.phone, "phone"));
    TESSERA_ASSIGN_OR_RETURN(checked.card, ReadText(from.card, "card"));
    TESSERA_ASSIGN_OR_RETURN(checked.full_name, ReadText(from.full_name, "full_name"));
    TESSERA_ASSIGN_OR_RETURN(checked.consent_text_version,
                             ReadText(from.consent_text_version, "consent_text_version"));
    return till.Enrol(checked);
  });
}

int32_t Parked(tessera_plugin* plugin, tessera_answer** answer, tessera_error* error) noexcept {
  return Answering(plugin, answer, error, [](Till& till) { return till.Parked(); });
}

int32_t ResendParked(tessera_plugin* plugin, int64_t sequence, tessera_error* error) noexcept {
  return OnPlugin(plugin, error, [&](Instance& instance) {
    const absl::Status status = instance.till().ResendParked(sequence);
    if (status.ok()) instance.background().Wake();
    return status;
  });
}

tessera_string Version() noexcept { return View(kVersion); }

}  // namespace

void PutPluginCalls(tessera_api* api) {
  api->version = Version;
  api->open = Open;
  api->close = Close;
  api->status = Status;
  api->synchronise = Synchronise;
  api->refund = Refund;
  api->enrol = Enrol;
  api->parked = Parked;
  api->resend_parked = ResendParked;
}

}  // namespace tessera::plugin
