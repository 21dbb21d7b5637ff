// How the cache comes by a whole new file.
#include <utility>

#include "tessera/base/status.h"
#include "tessera/plugin/cache/cache.h"

namespace tessera::plugin {

std::optional<v1::SnapshotResume> Cache::BrokenOff() {
  if (absent_) return std::nullopt;
  if (!snapshot_.has_value()) {
    absl::StatusOr<std::unique_ptr<SnapshotDraft>> draft = SnapshotDraft::Resume(files_.draft());
    if (!draft.ok()) return std::nullopt;
    snapshot_.emplace().draft = *std::move(draft);
  }
  const SnapshotDraft& draft = *snapshot_->draft;
  if (draft.after().empty()) return std::nullopt;
  v1::SnapshotResume resume;
  resume.set_cursor(draft.cursor());
  resume.set_after_member_id(draft.after());
  return resume;
}

absl::Status Cache::BeginSnapshot(const v1::SnapshotHeader& header) {
  TESSERA_RETURN_IF_ERROR(Present());
  TESSERA_RETURN_IF_ERROR(ParseKey(header.identifier_key()).status());
  if (!header.resumed()) {
    ForgetSnapshot();
    TESSERA_ASSIGN_OR_RETURN(auto draft, SnapshotDraft::Begin(files_.draft(), header));
    snapshot_.emplace().draft = std::move(draft);
  } else if (!snapshot_.has_value() || snapshot_->draft->cursor() != header.cursor()) {
    ForgetSnapshot();
    return InvalidInput("SNAPSHOT_INVALID", "resumed", "no snapshot broke off at this cursor");
  }
  snapshot_->header = header;
  snapshot_->began = clock_.Monotonic();
  snapshot_->program = header.has_program() ? CompileCached(header.program()) : nullptr;
  snapshot_percent_ = snapshot_->draft->percent();
  return absl::OkStatus();
}

absl::Status Cache::AddToSnapshot(const v1::MemberBatch& batch) {
  if (!snapshot_.has_value() || !snapshot_->header.has_value()) {
    return Broken("a snapshot's members came before its header");
  }
  TESSERA_RETURN_IF_ERROR(snapshot_->draft->Add(batch));
  snapshot_percent_ = snapshot_->draft->percent();
  return absl::OkStatus();
}

void Cache::PauseSnapshot() {
  snapshot_percent_ = 100;
  if (!snapshot_.has_value()) return;
  snapshot_->header.reset();
  if (!snapshot_->draft->Rest().ok()) snapshot_.reset();
}

void Cache::ForgetSnapshot() {
  if (snapshot_.has_value()) snapshot_->draft->Discard();
  snapshot_.reset();
  CacheFiles::Delete(files_.draft());
}

absl::Status Cache::FinishSnapshot(Instant now) {
  if (!snapshot_.has_value() || !snapshot_->header.has_value()) {
    return Broken("a snapshot ended before its header");
  }
  const absl::Status status = SwitchToSnapshot(now);
  snapshot_.reset();
  snapshot_percent_ = 100;
  return status;
}

absl::Status Cache::SwitchToSnapshot(Instant now) {
  const v1::SnapshotHeader& header = *snapshot_->header;
  State state;
  state.live = snapshot_->program;
  state.cursor = header.cursor();
  // What came before it broke off is older than this stream.
  if (!header.resumed()) {
    state.fresh_at = now;
    state.fresh_since = snapshot_->began;
  }
  TESSERA_ASSIGN_OR_RETURN(state.lookup_key, ParseKey(header.identifier_key()));
  state.code_keys.assign(header.code_keys().begin(), header.code_keys().end());
  for (const v1::OfferUses& uses : header.offer_uses()) state.offer_uses[uses.offer_id()] = uses;
  cache_rows::Meta meta;
  meta.cursor = header.cursor();
  meta.fresh_at_us = state.fresh_at.value_or(Instant()).us;
  meta.sealed_key = Seal(seal_keys_.current, KeyBytes(*state.lookup_key), random_);
  if (header.has_program()) meta.program = header.program().SerializeAsString();
  v1::SnapshotHeader code_keys;
  *code_keys.mutable_code_keys() = header.code_keys();
  meta.code_keys = code_keys.SerializeAsString();
  meta.clock_offset_us = clock_offset().us;
  meta.latest_us = meta.fresh_at_us;
  TESSERA_RETURN_IF_ERROR(snapshot_->draft->Finish(std::move(meta), header));
  // From here on a till that starts anew takes the new file, whatever happens to this one.
  TESSERA_RETURN_IF_ERROR(files_.FinishDraft());
  TESSERA_ASSIGN_OR_RETURN(Opened opened, OpenFile(files_.next()));
  MoveTo(std::move(opened), std::move(state));
  return absl::OkStatus();
}

}  // namespace tessera::plugin
