// The functions of a sale, for the facade.
#include <limits>
#include <map>

#include "tessera/base/status.h"
#include "tessera/plugin/json/call.h"

namespace tessera::plugin::json {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

absl::StatusOr<int32_t> Begin(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Plugin plugin, call.Plugin());
  TESSERA_ASSIGN_OR_RETURN(const int64_t number, call.Number("plugin"));
  TESSERA_ASSIGN_OR_RETURN(const auto options,
                           call.arguments.Inline<tessera_sale_options>(kSaleOptions));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_sale* sale = nullptr;
  const int32_t code = call.api.sale_begin(plugin.get(), &options, &sale, &call.error);
  if (code != TESSERA_OK) return code;
  tessera_string id{};
  call.api.sale_id(sale, &id);
  call.out["sale_id"] = TextOf(id);
  call.out["sale"] = call.handles.Keep(number, sale);
  return code;
}

absl::StatusOr<int32_t> Release(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const int64_t number, call.Number("sale"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  call.handles.DropSale(number);
  return TESSERA_OK;
}

absl::StatusOr<int32_t> Id(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_string id{};
  call.api.sale_id(sale.get(), &id);
  call.out["sale_id"] = TextOf(id);
  return TESSERA_OK;
}

absl::StatusOr<int32_t> Scan(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const tessera_string text, call.arguments.Text("text"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.sale_scan(sale.get(), text.bytes, text.size, &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> SetMember(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const int32_t kind, call.Kind());
  TESSERA_ASSIGN_OR_RETURN(const tessera_string text, call.arguments.Text("text"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.sale_set_member(sale.get(), kind, text.bytes, text.size, &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> ClearMember(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_clear_member(sale.get(), &call.error);
}

absl::StatusOr<int32_t> SetLine(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const auto line, call.arguments.Inline<tessera_line>(kLine));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_set_line(sale.get(), &line, &call.error);
}

absl::StatusOr<int32_t> VoidLine(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const uint32_t line_no, call.Small("line_no"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_void_line(sale.get(), line_no, &call.error);
}

absl::StatusOr<int32_t> AddCoupon(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const tessera_string code, call.arguments.Text("code"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_add_coupon(sale.get(), code.bytes, code.size, &call.error);
}

absl::StatusOr<int32_t> RemoveCoupon(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const tessera_string code, call.arguments.Text("code"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_remove_coupon(sale.get(), code.bytes, code.size, &call.error);
}

absl::StatusOr<int32_t> SetChoice(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const tessera_string offer, call.arguments.Text("offer_id"));
  TESSERA_ASSIGN_OR_RETURN(const int64_t times,
                           call.arguments.Integer("times", -kMost, kMost));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_set_choice(sale.get(), offer.bytes, offer.size, times, &call.error);
}

absl::StatusOr<int32_t> SetTender(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const auto tender, call.arguments.Inline<tessera_tender>(kTender));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_set_tender(sale.get(), &tender, &call.error);
}

absl::StatusOr<int32_t> ClearTenders(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_clear_tenders(sale.get(), &call.error);
}

absl::StatusOr<int32_t> SetPaymentMethod(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const tessera_string method, call.arguments.Text("method"));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_set_payment_method(sale.get(), method.bytes, method.size, &call.error);
}

absl::StatusOr<int32_t> PaymentBegan(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_payment_began(sale.get(), &call.error);
}

absl::StatusOr<int32_t> Quote(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.sale_quote(sale.get(), &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> Redeem(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const int64_t points,
                           call.arguments.Integer("points", -kMost, kMost));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.sale_redeem(sale.get(), points, &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> Commit(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_ASSIGN_OR_RETURN(const auto* fiscal,
                           call.arguments.Nested<tessera_fiscal>("fiscal", kFiscal));
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  tessera_answer* answer = nullptr;
  const int32_t code = call.api.sale_commit(sale.get(), fiscal, &answer, &call.error);
  return call.Show(code, answer);
}

absl::StatusOr<int32_t> Cancel(Call& call) {
  TESSERA_ASSIGN_OR_RETURN(const Handles::Sale sale, call.Sale());
  TESSERA_RETURN_IF_ERROR(call.arguments.Finish());
  return call.api.sale_cancel(sale.get(), &call.error);
}

}  // namespace

Function FindSaleFunction(absl::string_view name) {
  static const std::map<absl::string_view, Function> functions = {
      {"sale_begin", Begin},
      {"sale_release", Release},
      {"sale_id", Id},
      {"sale_scan", Scan},
      {"sale_set_member", SetMember},
      {"sale_clear_member", ClearMember},
      {"sale_set_line", SetLine},
      {"sale_void_line", VoidLine},
      {"sale_add_coupon", AddCoupon},
      {"sale_remove_coupon", RemoveCoupon},
      {"sale_set_choice", SetChoice},
      {"sale_set_tender", SetTender},
      {"sale_clear_tenders", ClearTenders},
      {"sale_set_payment_method", SetPaymentMethod},
      {"sale_payment_began", PaymentBegan},
      {"sale_quote", Quote},
      {"sale_redeem", Redeem},
      {"sale_commit", Commit},
      {"sale_cancel", Cancel},
  };
  const auto found = functions.find(name);
  return found == functions.end() ? nullptr : found->second;
}

}  // namespace tessera::plugin::json
