// Where and from when a version of the program counts, and drafts of the next one.
#ifndef TESSERA_STORAGE_SQLITE_PUBLICATIONS_H_
#define TESSERA_STORAGE_SQLITE_PUBLICATIONS_H_

#include "tessera/sqlite/connection.h"
#include "tessera/storage/publications.h"

namespace tessera::storage::sqlite {

// Over the connection of a transaction.
class SqlitePublications final : public Publications {
 public:
  explicit SqlitePublications(tessera::sqlite::Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::optional<Publication>> Find(int64_t publication_no) const override;
  absl::StatusOr<std::vector<Publication>> List(absl::string_view store_id, int64_t before,
                                                int limit) const override;
  absl::StatusOr<std::optional<Publication>> InForce(absl::string_view store_id) const override;
  absl::StatusOr<std::optional<Publication>> LastInForce() const override;
  absl::StatusOr<std::vector<Publication>> ListDue(Instant now, int limit) const override;
  absl::StatusOr<std::vector<ProgramVersion>> ListVersions(int64_t before,
                                                           int limit) const override;
  absl::StatusOr<int64_t> LastVersion() const override;
  absl::StatusOr<int64_t> FindVersion(const Digest& digest) const override;
  absl::StatusOr<std::optional<Draft>> FindDraft(absl::string_view draft_id) const override;
  absl::StatusOr<std::vector<Draft>> ListDrafts(int limit) const override;
  absl::StatusOr<int64_t> CountDrafts() const override;

  absl::StatusOr<int64_t> Add(const Publication& publication) override;
  absl::Status Update(const Publication& publication) override;
  absl::Status SaveDraft(const Draft& draft) override;
  absl::Status RemoveDraft(absl::string_view draft_id) override;

  // The version in force for all, and its document's digest; version 0 if there is none.
  struct Live {
    int64_t version = 0;
    Digest digest{};
  };
  absl::StatusOr<Live> LiveForAll() const;
  // The digest of `version` if that is known already.
  std::optional<Digest> KnownDigest(int64_t version) const;
  // What was read may have been undone.
  void Forget() { live_.reset(); }

 private:
  tessera::sqlite::Connection& connection_;
  // Asked for again and again by one work; nothing but Add and Update changes it meanwhile.
  mutable std::optional<Live> live_;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_PUBLICATIONS_H_
