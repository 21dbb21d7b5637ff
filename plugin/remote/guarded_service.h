// The service behind the circuit breaker, for calls that a cashier waits for.
#ifndef TESSERA_PLUGIN_REMOTE_GUARDED_SERVICE_H_
#define TESSERA_PLUGIN_REMOTE_GUARDED_SERVICE_H_

#include <utility>

#include "tessera/base/status.h"
#include "tessera/plugin/remote/breaker.h"
#include "tessera/plugin/remote/service.h"

namespace tessera::plugin {

// Thread-safe. Both must outlive it.
class GuardedService {
 public:
  GuardedService(Service& service, Breaker& breaker) : service_(service), breaker_(breaker) {}

  // call(service) while the breaker is closed; SERVICE_AWAY at once while it is open.
  template <typename Call>
  auto Ask(Call&& call) -> decltype(call(std::declval<Service&>())) {
    if (!breaker_.Closed()) {
      return ServiceAway(absl::StatusCode::kUnavailable, "the service did not answer lately");
    }
    return Try(std::forward<Call>(call));
  }

  // The same whatever the breaker says: for background work, whose success closes it.
  template <typename Call>
  auto Try(Call&& call) -> decltype(call(std::declval<Service&>())) {
    auto answer = call(service_);
    Report(StatusOf(answer));
    return answer;
  }

  // The same for a stream: that it goes on, or how it ends, does not say that calls get through.
  template <typename Call>
  absl::Status Stream(Call&& call) {
    const absl::Status status = call(service_);
    if (IsLinkFailure(status)) {
      breaker_.Failed(LinkReason(status));
    } else if (IsRefusedForGood(status)) {
      breaker_.Refused(ReasonOf(status));
    }
    return status;
  }
  // Something of a stream arrived.
  void Heard() { breaker_.Heard(); }

  Breaker& breaker() { return breaker_; }

 private:
  void Report(const absl::Status& status) {
    if (IsLinkFailure(status)) {
      breaker_.Failed(LinkReason(status));
    } else if (IsRefusedForGood(status)) {
      breaker_.Refused(ReasonOf(status));
    } else {
      breaker_.Succeeded();
    }
  }

  static const absl::Status& StatusOf(const absl::Status& status) { return status; }
  template <typename T>
  static const absl::Status& StatusOf(const absl::StatusOr<T>& answer) {
    return answer.status();
  }

  Service& service_;
  Breaker& breaker_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_REMOTE_GUARDED_SERVICE_H_
