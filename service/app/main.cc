// tesserad: the loyalty service.
//
// Exit codes: 0 stopped on SIGTERM or SIGINT, or did what was asked; 2 the command line or the
// configuration is wrong; 3 it cannot start (folder, keys, certificates, database, port); 4 it did not answer itself
// any more: start it again.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "tessera/app/config.h"
#include "tessera/app/limits.h"
#include "tessera/app/log.h"
#include "tessera/app/wiring.h"
#include "tessera/base/status.h"
#include "tessera/sqlite/process.h"

namespace {

using tessera::app::Config;
using tessera::app::Level;

constexpr int kExitUsage = 2;
constexpr int kExitCannotStart = 3;
constexpr int kExitDead = 4;
// Beyond the grace of calls, what a stop may take where the service is dead anyway.
constexpr int64_t kLastSeconds = 10;

struct Arguments {
  std::string config_file;
  std::string data_folder;
  std::string listen;
  bool insecure = false;
  bool check_config = false;
  bool init = false;
};

constexpr char kFooter[] = R"(Examples:
  tesserad --config /etc/tessera/tesserad.yaml
  tesserad --data /tmp/trial --listen 127.0.0.1:7443 --insecure
  tesserad init --data /var/lib/tessera
Exit codes: 0 stopped as asked, 2 wrong command line or configuration, 3 cannot start,
4 did not answer itself any more (start it again).)";

void Describe(CLI::App& app, Arguments& arguments) {
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("tesserad ") + tessera::app::Version());
  app.add_option("--config", arguments.config_file, "Configuration file (YAML)");
  app.add_option("--data", arguments.data_folder, "Data folder, instead of the configured one");
  app.add_option("--listen", arguments.listen, "host:port, instead of the configured one");
  app.add_flag("--insecure", arguments.insecure,
               "Plain text instead of mutual TLS; on a loopback address only");
  app.add_flag("--check-config", arguments.check_config,
               "Check the configuration and the certificates that it names, and exit");
  app.add_subcommand("init", "Make the data folder and the key file of a new chain, and exit")
      ->fallthrough();
}

absl::StatusOr<Config> MakeConfig(const Arguments& arguments) {
  Config config;
  if (!arguments.config_file.empty()) {
    TESSERA_ASSIGN_OR_RETURN(config, tessera::app::ReadConfig(arguments.config_file));
  }
  if (!arguments.data_folder.empty()) config.data_folder = arguments.data_folder;
  if (!arguments.listen.empty()) config.listen = arguments.listen;
  if (arguments.insecure) config.plain_text = true;
  if (!arguments.init) TESSERA_RETURN_IF_ERROR(tessera::app::CheckConfig(config));
  return config;
}

int Fail(int exit_code, const absl::Status& status) {
  const std::string text =
      absl::StrCat("tesserad: ", status.message(), " (", tessera::ReasonOf(status), ")\n");
  std::fputs(text.c_str(), stderr);
  return exit_code;
}

// Blocked before any thread starts, so that every thread has them blocked and only the main one
// takes them, with sigwait: nothing ever runs in a signal handler.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);   // reload: nothing has to be told, but it must not end the service
  sigaddset(&signals, SIGUSR1);  // from the watchdog; from others it means nothing
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

void LogStart(const Config& config, const tessera::app::Service::Summary& summary) {
  const size_t colon = config.listen.rfind(':');
  Log(Level::kInfo, "started",
      {{"version", tessera::app::Version()},
       {"address", absl::StrCat(config.listen.substr(0, colon), ":", summary.port)},
       {"data_folder", config.data_folder},
       {"schema_version", int64_t{summary.schema_version}},
       {"members", summary.members},
       {"metrics_port", int64_t{summary.metrics_port}},
       {"program_version", summary.program_version}});
}

// SIGTERM or SIGINT; SIGUSR1 once `dead`.
int AwaitEnd(const sigset_t& signals, const std::atomic<bool>& dead) {
  int signal = 0;
  do {
    sigwait(&signals, &signal);
    if (signal == SIGHUP) {
      Log(Level::kInfo, "reload",
          {{"advice", "certificates are read anew by themselves; other changes ask for a restart"}});
    }
  } while (signal == SIGHUP || (signal == SIGUSR1 && !dead));
  return signal;
}

int Run(const Config& config) {
  const sigset_t signals = BlockStopSignals();
  std::atomic<bool> dead{false};
  const int64_t descriptors = tessera::app::RaiseDescriptorLimit();
  tessera::app::StartLog(config.log_level, config.log_format);
  if (descriptors < tessera::app::kComfortableDescriptors) {
    Log(Level::kWarning, "few_descriptors",
        {{"limit", descriptors}, {"advice", "raise LimitNOFILE or ulimit -n"}});
  }
  if (config.plain_text) {
    Log(Level::kWarning, "plain_text", {{"advice", "for trials on this machine only"}});
  }
  auto service = tessera::app::Service::Start(config, [&dead] {
    dead = true;
    kill(getpid(), SIGUSR1);
  });
  if (!service.ok()) {
    tessera::app::FinishLog();
    return Fail(kExitCannotStart, service.status());
  }
  LogStart(config, (*service)->summary());

  const int signal = AwaitEnd(signals, dead);
  // A second signal ends the process at once: whoever is in a hurry need not look for SIGKILL.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  if (dead) {
    // Whatever is broken may break the stop, too; then SIGALRM ends the process.
    alarm(static_cast<unsigned>(config.stop_grace_seconds + kLastSeconds));
    Log(Level::kError, "dead", {{"advice", "the service does not answer itself; it stops to be started again"}});
  } else {
    Log(Level::kInfo, "stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
  }
  (*service)->Stop();
  service->reset();
  Log(Level::kInfo, "stopped", {});
  tessera::app::FinishLog();
  return dead ? kExitDead : EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  // Whatever it makes - database, keys, lock - is for its own user only.
  umask(077);
  tessera::sqlite::OwnProcess();
  CLI::App app("The Tessera loyalty service.", "tesserad");
  Arguments arguments;
  Describe(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EXIT_SUCCESS : kExitUsage;
  }
  arguments.init = app.got_subcommand("init");

  const absl::StatusOr<Config> config = MakeConfig(arguments);
  if (!config.ok()) return Fail(kExitUsage, config.status());
  if (arguments.check_config) {
    const absl::Status certificates = tessera::app::CheckCertificates(*config);
    if (!certificates.ok()) return Fail(kExitCannotStart, certificates);
    std::puts("the configuration is good");
    return EXIT_SUCCESS;
  }
  if (arguments.init) {
    const absl::Status done = tessera::app::Initialize(*config);
    if (!done.ok()) return Fail(kExitCannotStart, done);
    std::printf("made %s: keep a copy of it in a safe place\n", config->KeyFile().c_str());
    return EXIT_SUCCESS;
  }
  return Run(*config);
}
