#include "tessera/operations/sales/quoting.h"

#include <utility>

#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/evaluation.h"
#include "tessera/engine/evaluate.h"
#include "tessera/operations/account/evaluating.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {
namespace {

absl::StatusOr<Programs::Program> PinnedOrLive(const Context& context,
                                               storage::ReadTransaction& transaction,
                                               absl::string_view store_id, int64_t version) {
  if (version < 0) {
    return InvalidInput("PROGRAM_VERSION_INVALID", "program_version", "send 0 or a version");
  }
  if (version != 0) return context.programs.Version(transaction, version);
  TESSERA_ASSIGN_OR_RETURN(Programs::Program program,
                           context.programs.LiveOf(transaction, store_id));
  if (program != nullptr) return program;
  return NotFound("PROGRAM_UNKNOWN", "", "no program is published yet; publish one");
}

absl::StatusOr<std::optional<LoadedMember>> MemberOf(const Context& context,
                                                     storage::ReadTransaction& transaction,
                                                     const v1::QuoteRequest& request) {
  if (request.member().ref_case() == v1::MemberRef::REF_NOT_SET) {
    return std::optional<LoadedMember>();
  }
  TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded,
                           LoadReferred(context, transaction, request.member(), "member"));
  TESSERA_RETURN_IF_ERROR(CheckTakesPart(loaded.member, "member"));
  return std::optional<LoadedMember>(std::move(loaded));
}

}  // namespace

absl::StatusOr<Quoted> MakeQuote(const Context& context, storage::ReadTransaction& transaction,
                                 const v1::QuoteRequest& request) {
  Quoted quoted;
  TESSERA_ASSIGN_OR_RETURN(quoted.sale_id, SaleId::Parse(request.sale_id(), "sale_id"));
  TESSERA_RETURN_IF_ERROR(CheckStore(context, request.store_id()));
  TESSERA_RETURN_IF_ERROR(CheckLanguage(request.language(), "language"));
  quoted.basket = codec::BasketFromProto(request.basket(), request.store_id());
  TESSERA_RETURN_IF_ERROR(InField("basket", engine::CheckBasket(quoted.basket)));
  TESSERA_ASSIGN_OR_RETURN(quoted.program,
                           PinnedOrLive(context, transaction, request.store_id(),
                                        request.program_version()));
  TESSERA_ASSIGN_OR_RETURN(quoted.member, MemberOf(context, transaction, request));
  TESSERA_ASSIGN_OR_RETURN(
      const engine::MemberView view,
      SituationOf(context, transaction, *quoted.program, quoted.member ? &*quoted.member : nullptr,
                  quoted.basket, quoted.sale_id, context.now));
  if (view.present && quoted.basket.redeem > view.spendable) {
    return Refused("POINTS_INSUFFICIENT", "basket.redeem_points",
                   "the member does not have so many points; redeem fewer");
  }
  absl::StatusOr<engine::Evaluation> evaluation =
      EvaluateHere(*quoted.program, view, quoted.basket, context.now);
  if (!evaluation.ok()) return InField("basket", evaluation.status());
  quoted.evaluation = *std::move(evaluation);
  return quoted;
}

absl::Status QuoteToProto(const Context& context, storage::ReadTransaction& transaction,
                          const Quoted& quoted, absl::string_view language,
                          v1::QuoteResponse* response) {
  codec::EvaluationToProto(*quoted.program, quoted.evaluation, language,
                           response->mutable_evaluation());
  if (quoted.member) {
    TESSERA_ASSIGN_OR_RETURN(*response->mutable_member(),
                             MemberToProto(context, transaction, *quoted.member, language));
  }
  response->set_quoted_at_us(context.now.us);
  return absl::OkStatus();
}

}  // namespace tessera::operations
