#include "tessera/support/tesserad.h"

#include <csignal>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace tessera::support {

Tesserad::Tesserad(const std::string& program, const std::string& data_folder)
    : process_(program, {"--data", data_folder, "--listen", "127.0.0.1:0", "--insecure"}),
      address_(nlohmann::json::parse(process_.WaitForLine("\"event\":\"started\""))["address"]),
      reader_([this] {
        try {
          process_.WaitForLine("no line of the log says this");
        } catch (const std::runtime_error&) {
          // The end of the log.
        }
      }) {}

Tesserad::~Tesserad() {
  if (reader_.joinable()) Kill();
}

int Tesserad::Kill() { return End(SIGKILL); }

int Tesserad::Stop() { return End(SIGTERM); }

int Tesserad::End(int signal) {
  process_.Signal(signal);
  reader_.join();
  return process_.Wait();
}

}  // namespace tessera::support
