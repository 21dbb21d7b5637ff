// The functions outside of a sale, for the facade.
#include <limits>
#include <map>

#include "tessera/base/status.h"
#include "tessera/plugin/json/call.h"

namespace tessera::plugin::json {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

absl::StatusOr<int32_t> Version(Call& call) {
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_string version{};
  call.api.version(&version);
  call.out["version"] = TextOf(version);
  return TESSERA_OK;
}

absl::StatusOr<int32_t> Open(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const auto config, call.arguments.Inline<tessera_config>(kConfig));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_plugin* plugin = nullptr;
  const int32_t code = call.api.open(&config, &plugin, &call.error);
  if (code == TESSERA_OK) call.out["plugin"] = call.handles.Keep(plugin);
  return code;
}

absl::StatusOr<int32_t> OpenFile(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const tessera_string path, call.arguments.Text("path"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_plugin* plugin = nullptr;
  const int32_t code = call.api.open_file(path.bytes, path.size, &plugin, &call.error);
  if (code == TESSERA_OK) call.out["plugin"] = call.handles.Keep(plugin);
  return code;
}

absl::StatusOr<int32_t> Close(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const int64_t number, call.Number("plugin"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  call.handles.DropPlugin(number);
  return TESSERA_OK;
}

absl::StatusOr<int32_t> Status(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_status_view view{};
  view.struct_size = static_cast<uint32_t>(sizeof view);
  const int32_t code = call.api.status(plugin.get(), &view, &call.error);
  call.out["status"] = ToJson(kStatus, view);
  return code;
}

absl::StatusOr<int32_t> Synchronise(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(const uint32_t timeout_ms, call.Small("timeout_ms"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.synchronise(plugin.get(), timeout_ms, &call.error);
}

absl::StatusOr<int32_t> Refund(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(const auto refund, call.arguments.Inline<tessera_refund>(kRefund));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.refund(plugin.get(), &refund, &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> Enrol(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(const auto enrolment,
                           call.arguments.Inline<tessera_enrolment>(kEnrolment));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.enrol(plugin.get(), &enrolment, &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> CustomerCard(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(const int32_t kind, call.Kind());
  TESSERA_ASSIGN_OR_RETURN(const tessera_string text, call.arguments.Text("text"));
  TESSERA_ASSIGN_OR_RETURN(const uint32_t deadline_ms, call.Small("deadline_ms"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.customer_card(plugin.get(), kind, text.bytes, text.size,
                                              deadline_ms, &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> Receipt(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(const tessera_string id, call.arguments.Text("sale_id"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.receipt(plugin.get(), id.bytes, id.size, &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> SurveyAnswer(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(const auto survey, call.arguments.Inline<tessera_survey_answer>(kSurvey));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.survey_answer(plugin.get(), &survey, &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> Parked(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.parked(plugin.get(), &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> ResendParked(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(const int64_t sequence,
                           call.arguments.Integer("sequence", -kMost, kMost));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.resend_parked(plugin.get(), sequence, &call.error);
}

absl::StatusOr<int32_t> Submit(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(auto request, call.arguments.Inline<tessera_request>(kRequest));
  TESSERA_ASSIGN_OR_RETURN(const int64_t number, call.Number("sale"));
  Handles::Sale sale;
  if (number != 0) {
    TESSERA_ASSIGN_OR_RETURN(sale, call.handles.FindSale(number));
  }
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  request.sale = sale.get();
  uint64_t ticket = 0;
  const int32_t code = call.api.submit(plugin.get(), &request, &ticket, &call.error);
  if (code == TESSERA_OK) call.out["ticket"] = WriteUnsigned(ticket);
  return code;
}

// A completion that is there, or null.
int32_t ShowCompletion(Call& call, int32_t code, const tessera_completion& completion) {
  if (code != TESSERA_OK) return code;
  Document& out = call.out["completion"];
  if (completion.ticket == 0) return code;
  out = ToJson(kCompletion, completion);
  if (completion.code != TESSERA_OK) out["error"] = ToJson(kError, call.error);
  if (completion.answer != nullptr) out["answer"] = AnswerToJson(call.api, completion.answer);
  call.api.answer_release(completion.answer);
  return code;
}

tessera_completion NoCompletion() {
  tessera_completion completion{};
  completion.struct_size = static_cast<uint32_t>(sizeof completion);
  return completion;
}

absl::StatusOr<int32_t> Poll(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_completion completion = NoCompletion();
  const int32_t code = call.api.poll(plugin.get(), &completion, &call.error);
  return ShowCompletion(call, code, completion);
}

absl::StatusOr<int32_t> WaitFor(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(const uint32_t timeout_ms, call.Small("timeout_ms"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_completion completion = NoCompletion();
  const int32_t code = call.api.wait(plugin.get(), timeout_ms, &completion, &call.error);
  return ShowCompletion(call, code, completion);
}

absl::StatusOr<int32_t> WakeHandle(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  int64_t handle = -1;
  const int32_t code = call.api.wake_handle(plugin.get(), &handle, &call.error);
  call.out["handle"] = handle;
  return code;
}

}  // namespace

Function FindPluginFunction(absl::string_view name) {
  static const std::map<absl::string_view, Function> functions = {
      {"version", Version},
      {"open", Open},
      {"open_file", OpenFile},
      {"close", Close},
      {"status", Status},
      {"synchronise", Synchronise},
      {"refund", Refund},
      {"enrol", Enrol},
      {"customer_card", CustomerCard},
      {"receipt", Receipt},
      {"survey_answer", SurveyAnswer},
      {"parked", Parked},
      {"resend_parked", ResendParked},
      {"submit", Submit},
      {"poll", Poll},
      {"wait", WaitFor},
      {"wake_handle", WakeHandle},
  };
  const auto found = functions.find(name);
  return found == functions.end() ? nullptr : found->second;
}

}  // namespace tessera::plugin::json
