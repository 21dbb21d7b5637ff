// What every back end has to keep of publications and drafts.
#include <boost/test/unit_test.hpp>

#include "backends.h"
#include "sample.h"
#include "tessera/storage/publications.h"

namespace tessera::storage {
namespace {

using State = PublicationState;

void AddVersions(Transaction& transaction) {
  for (uint8_t n = 1; n <= 3; ++n) {
    const ProgramVersion version{n, "document", Digest{n}, Instant{n}, "hq/anna", "why"};
    BOOST_TEST(transaction.AddProgram(version).ok());
  }
}

int64_t Publish(Transaction& transaction, int64_t version, int64_t at,
                std::vector<std::string> store_ids = {}, State state = State::kInForce) {
  Publication publication;
  publication.version = version;
  publication.starts_at = Instant{at};
  publication.store_ids = std::move(store_ids);
  publication.state = state;
  publication.published_at = Instant{1};
  publication.published_by = "hq/anna";
  publication.comment = "why";
  return *transaction.publications().Add(publication);
}

int64_t VersionIn(ReadTransaction& transaction, absl::string_view store_id) {
  const auto in_force = transaction.publications().InForce(store_id);
  BOOST_TEST_REQUIRE(in_force.ok());
  return *in_force ? (*in_force)->version : 0;
}

BOOST_AUTO_TEST_CASE_TEMPLATE(in_a_store_counts_what_started_last_and_names_it, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    AddVersions(transaction);
    BOOST_TEST(VersionIn(transaction, "") == 0);
    Publish(transaction, 1, 10);
    BOOST_TEST(VersionIn(transaction, "a") == 1);
    Publish(transaction, 2, 20, {"a", "ab"});
    BOOST_TEST(VersionIn(transaction, "a") == 2);
    BOOST_TEST(VersionIn(transaction, "ab") == 2);
    BOOST_TEST(VersionIn(transaction, "b") == 1);
    BOOST_TEST(VersionIn(transaction, "") == 1);
    BOOST_TEST(*transaction.LiveProgramVersion() == 1);
    // As late as the one for some, but asked for later.
    Publish(transaction, 3, 20);
    BOOST_TEST(VersionIn(transaction, "a") == 3);
    BOOST_TEST(*transaction.LiveProgramVersion() == 3);
    // A lower version is as good as any.
    Publish(transaction, 1, 30);
    BOOST_TEST(*transaction.LiveProgramVersion() == 1);
    BOOST_TEST((**transaction.FindProgramDigest(1) == Digest{1}));
    BOOST_TEST(*transaction.publications().LastVersion() == 3);
    BOOST_TEST(*transaction.publications().FindVersion(Digest{2}) == 2);
    BOOST_TEST(*transaction.publications().FindVersion(Digest{9}) == 0);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_waits_counts_once_it_is_said_to, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    AddVersions(transaction);
    Publish(transaction, 1, 10);
    const int64_t later = Publish(transaction, 2, 50, {}, State::kWaiting);
    Publish(transaction, 3, 40, {"a"}, State::kWaiting);
    Publications& publications = transaction.publications();
    BOOST_TEST(publications.ListDue(Instant{39}, 9)->empty());
    BOOST_TEST(publications.ListDue(Instant{50}, 9)->size() == 2u);
    BOOST_TEST(publications.ListDue(Instant{50}, 9)->front().version == 3);
    BOOST_TEST(*transaction.LiveProgramVersion() == 1);
    Publication found = **publications.Find(later);
    found.state = State::kInForce;
    BOOST_TEST(publications.Update(found).ok());
    BOOST_TEST(*transaction.LiveProgramVersion() == 2);
    found.state = State::kWithdrawn;
    found.withdrawn_at = Instant{60};
    found.withdrawn_by = "hq/boris";
    found.withdrawn_comment = "wrong";
    BOOST_TEST(publications.Update(found).ok());
    BOOST_TEST(*transaction.LiveProgramVersion() == 1);
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const Publication found = **transaction.publications().Find(2);
    BOOST_TEST((found.state == State::kWithdrawn));
    BOOST_TEST((found.starts_at == Instant{50}));
    BOOST_TEST((found.withdrawn_at == Instant{60}));
    BOOST_TEST(found.withdrawn_by == "hq/boris");
    BOOST_TEST(found.withdrawn_comment == "wrong");
    BOOST_TEST(found.published_by == "hq/anna");
    BOOST_TEST(found.comment == "why");
    BOOST_TEST((**transaction.publications().Find(3)).store_ids ==
               std::vector<std::string>{"a"}, boost::test_tools::per_element());
    BOOST_TEST(!transaction.publications().Find(4)->has_value());
    BOOST_TEST(transaction.publications().List("", 0, 9)->size() == 3u);
    BOOST_TEST(transaction.publications().List("", 0, 9)->front().publication_no == 3);
    BOOST_TEST(transaction.publications().List("", 3, 1)->front().publication_no == 2);
    BOOST_TEST(transaction.publications().List("b", 0, 9)->size() == 2u);
    BOOST_TEST(transaction.publications().ListVersions(0, 2)->front().version == 3);
    BOOST_TEST(transaction.publications().ListVersions(2, 9)->size() == 1u);
    BOOST_TEST(transaction.publications().ListVersions(2, 9)->front().published_by == "hq/anna");
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_undone_publication_leaves_the_former_live, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    AddVersions(transaction);
    Publish(transaction, 1, 10);
    const absl::Status undone = transaction.Attempt([&] {
      Publish(transaction, 2, 20);
      BOOST_TEST(*transaction.LiveProgramVersion() == 2);
      return absl::CancelledError("");
    });
    BOOST_TEST(!undone.ok());
    BOOST_TEST(*transaction.LiveProgramVersion() == 1);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_draft_is_kept_under_its_name_until_it_is_thrown_away, Backend,
                              Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    Publications& publications = transaction.publications();
    BOOST_TEST(!publications.FindDraft("spring")->has_value());
    BOOST_TEST(publications.SaveDraft({"spring", 1, 7, Instant{5}, "hq/anna", "why", 3, "a"}).ok());
    BOOST_TEST(publications.SaveDraft({"autumn", 1, 0, Instant{6}, "hq/anna", "", 0, "b"}).ok());
    BOOST_TEST(publications.SaveDraft({"spring", 2, 7, Instant{8}, "hq/boris", "so", 4, "c"}).ok());
    BOOST_TEST(*publications.CountDrafts() == 2);
  });
  Writing(*store, [](Transaction& transaction) {
    Publications& publications = transaction.publications();
    const Draft draft = **publications.FindDraft("spring");
    BOOST_TEST(draft.revision == 2);
    BOOST_TEST(draft.based_on == 7);
    BOOST_TEST((draft.saved_at == Instant{8}));
    BOOST_TEST(draft.saved_by == "hq/boris");
    BOOST_TEST(draft.comment == "so");
    BOOST_TEST(draft.faults == 4);
    BOOST_TEST(draft.document == "c");
    BOOST_TEST(publications.ListDrafts(9)->front().draft_id == "autumn");
    BOOST_TEST(publications.ListDrafts(9)->back().faults == 4);
    BOOST_TEST(publications.ListDrafts(9)->back().document == "");
    BOOST_TEST(publications.RemoveDraft("autumn").ok());
    BOOST_TEST(publications.RemoveDraft("autumn").ok());
    BOOST_TEST(publications.ListDrafts(9)->size() == 1u);
  });
}

}  // namespace
}  // namespace tessera::storage
