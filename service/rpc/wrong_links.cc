#include "tessera/rpc/wrong_links.h"

#include <algorithm>

#include "tessera/base/status.h"

namespace tessera::rpc {
namespace {

constexpr int kMostOfSale = 10;
constexpr size_t kMostOfCaller = 10'000;  // are remembered
constexpr Duration kWindow = Seconds(60);

// "Q" and the sale's 16 bytes in Crockford's base 32; more of them look like one.
constexpr size_t kSalePart = 26;

std::string SaleOf(const std::string& link_code) { return link_code.substr(0, kSalePart); }

}  // namespace

absl::Status WrongLinks::Check(const std::string& caller, const std::string& link_code,
                               Duration now) {
  const std::lock_guard lock(mutex_);
  const auto found = wrong_.find(caller);
  if (found == wrong_.end()) return absl::OkStatus();
  std::deque<Wrong>& wrong = found->second;
  while (!wrong.empty() && wrong.front().at.us + kWindow.us <= now.us) wrong.pop_front();
  const std::string sale = SaleOf(link_code);
  const auto of_sale = std::count_if(wrong.begin(), wrong.end(),
                                     [&](const Wrong& one) { return one.sale == sale; });
  if (of_sale >= kMostOfSale) {
    return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_WRONG_LINKS", "link_code",
                     "too many codes within a minute were wrong; wait a minute");
  }
  if (wrong.empty()) wrong_.erase(found);
  return absl::OkStatus();
}

void WrongLinks::Add(const std::string& caller, const std::string& link_code, Duration now) {
  const std::lock_guard lock(mutex_);
  std::deque<Wrong>& wrong = wrong_[caller];
  wrong.push_back({now, SaleOf(link_code)});
  if (wrong.size() > kMostOfCaller) wrong.pop_front();
}

}  // namespace tessera::rpc
