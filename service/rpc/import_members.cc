#include "tessera/rpc/import_members.h"

#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/rpc/unary.h"
#include "tessera/rpc/write_series.h"

namespace tessera::rpc {
namespace {

constexpr int kMaximumItems = 1'000;

void Describe(const absl::Status& outcome, v1::ImportedMember* item) {
  if (outcome.ok()) return;
  item->set_reason(ReasonOf(outcome));
  item->set_field(FieldOf(outcome));
  if (outcome.code() == absl::StatusCode::kInternal) {
    item->set_message("the service met an internal error; ask its operator");
  } else {
    item->set_message(std::string(outcome.message()));
  }
}

absl::Status CheckCount(int count) {
  if (count <= kMaximumItems) return absl::OkStatus();
  return InvalidInput("TOO_MANY_ITEMS", "members", "send at most 1,000 members at a time");
}

}  // namespace

grpc::ServerUnaryReactor* ImportMembers(Front& front, grpc::CallbackServerContext* context,
                                        const v1::ImportMembersRequest* request,
                                        v1::ImportMembersResponse* response) {
  auto* reactor = new UnaryReactor(front, kImportMembers, *context);
  absl::Status admitted = reactor->call().Admit();
  if (admitted.ok()) admitted = CheckCount(request->members_size());
  const int count = request->members_size();
  if (!admitted.ok() || count == 0) {
    reactor->End(admitted);
    return reactor;
  }
  for (const v1::MemberImport& member : request->members()) {
    response->add_items()->set_member_id(member.member_id());
  }
  WriteSeries series;
  series.count = count;
  series.work = [=](int i, storage::Transaction& transaction) -> absl::Status {
    if (absl::Status alive = reactor->call().CheckAlive(); !alive.ok()) return alive;
    return operations::ImportMember(reactor->call().NewContext(), transaction,
                                    request->members(i));
  };
  series.done = [=](int i, const absl::Status& outcome) {
    Describe(outcome, response->mutable_items(i));
    reactor->call().TellItem(request->members(i).member_id(), outcome);
  };
  series.end = [=] { reactor->End(absl::OkStatus()); };
  RunSeries(front.store, std::move(series));
  return reactor;
}

}  // namespace tessera::rpc
