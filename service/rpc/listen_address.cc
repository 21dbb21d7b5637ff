#include "tessera/rpc/listen_address.h"

#include <cerrno>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tessera/base/status.h"

namespace tessera::rpc {
namespace {

absl::Status Invalid(absl::string_view text) {
  return InvalidInput("LISTEN_INVALID", "listen",
                      absl::StrCat("\"", text, "\" is no address to listen on; write host:port, "
                                   "for example 0.0.0.0:7443"));
}

// By value, not by its text: "127.example.org" is a name like any other.
bool IsLoopback(const std::string& host) {
  if (host == "localhost") return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

// errno of binding to it; 0 where that works (now).
int TryToBind(const addrinfo& address) {
  const int descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol);
  if (descriptor < 0) return errno;
  // As gRPC does: connections that linger from a server that was stopped do not count as in use.
  const int on = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  int error = bind(descriptor, address.ai_addr, address.ai_addrlen) != 0 ? errno : 0;
  if (error == 0 && listen(descriptor, 1) != 0) error = errno;
  close(descriptor);
  return error;
}

}  // namespace

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return Invalid(text);
  absl::string_view host = text.substr(0, colon);
  const absl::string_view port = text.substr(colon + 1);
  const bool bracketed = absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  if (host.empty() || (!bracketed && absl::StrContains(host, ':'))) return Invalid(text);
  int number = 0;
  if (!absl::SimpleAtoi(port, &number) || number < 0 || number > 65'535) return Invalid(text);
  ListenAddress address;
  address.host = std::string(host);
  address.port = std::string(port);
  address.loopback = IsLoopback(address.host);
  return address;
}

absl::Status ExplainListenFailure(const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const std::string where = absl::StrCat(address.host, ":", address.port);
  const int error = getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (error != 0) {
    return MakeError(absl::StatusCode::kUnavailable, "LISTEN_FAILED", "listen",
                     absl::StrCat("cannot resolve ", where, ": ", gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    const int bind_error = TryToBind(*each);
    if (bind_error == 0) continue;
    if (bind_error == EADDRINUSE) {
      return MakeError(absl::StatusCode::kUnavailable, "PORT_IN_USE", "listen",
                       absl::StrCat("port in use: another program listens on ", where,
                                    "; stop it or choose another port"));
    }
    return MakeError(absl::StatusCode::kUnavailable, "LISTEN_FAILED", "listen",
                     absl::StrCat("cannot listen on ", where, ": ", std::strerror(bind_error)));
  }
  return MakeError(absl::StatusCode::kUnavailable, "LISTEN_FAILED", "listen",
                   absl::StrCat("cannot listen on ", where,
                                "; if TLS is on, see that key and certificate belong together"));
}

}  // namespace tessera::rpc
