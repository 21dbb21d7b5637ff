#include "tessera/app/config.h"

#include <boost/test/unit_test.hpp>

#include "tessera/base/status.h"

namespace tessera::app {
namespace {

std::string MessageOf(const char* text) {
  return std::string(ParseConfig(text, "t.yaml").status().message());
}

BOOST_AUTO_TEST_SUITE(config)

BOOST_AUTO_TEST_CASE(the_sample_configuration_is_good_and_says_the_defaults) {
  const auto sample = ReadConfig(TESSERA_SAMPLE_CONFIG);
  BOOST_TEST_REQUIRE(sample.ok(), sample.status().message());
  BOOST_TEST(CheckConfig(*sample).ok());
  const Config defaults;
  BOOST_TEST(sample->data_folder == defaults.data_folder);
  BOOST_TEST(sample->listen == defaults.listen);
  BOOST_TEST(sample->plain_text == defaults.plain_text);
  BOOST_TEST(sample->log_level == defaults.log_level);
  BOOST_TEST((sample->log_format == defaults.log_format));
  BOOST_TEST(sample->read_threads == defaults.read_threads);
  BOOST_TEST(sample->read_queue == defaults.read_queue);
  BOOST_TEST(sample->streams_per_connection == defaults.streams_per_connection);
  BOOST_TEST(sample->watchers == defaults.watchers);
  BOOST_TEST(sample->heartbeat_seconds == defaults.heartbeat_seconds);
  BOOST_TEST(sample->connection_age_seconds == defaults.connection_age_seconds);
  BOOST_TEST(sample->stop_grace_seconds == defaults.stop_grace_seconds);
  BOOST_TEST(sample->points_job_seconds == defaults.points_job_seconds);
  BOOST_TEST(sample->tiers_job_seconds == defaults.tiers_job_seconds);
  BOOST_TEST(sample->liability_seconds == defaults.liability_seconds);
  BOOST_TEST(sample->feed_keep_days == defaults.feed_keep_days);
  BOOST_TEST(sample->watchdog_seconds == defaults.watchdog_seconds);
  BOOST_TEST(sample->watchdog_timeout_seconds == defaults.watchdog_timeout_seconds);
  BOOST_TEST(sample->watchdog_failures == defaults.watchdog_failures);
  BOOST_TEST(sample->metrics_listen == defaults.metrics_listen);
  BOOST_TEST(sample->BackupFolder() == "/var/lib/tessera/backups");
}

BOOST_AUTO_TEST_CASE(every_fault_is_named_with_its_line_and_what_to_write) {
  const std::string message = MessageOf("listn: 0.0.0.0:1\nlimits:\n  read_threads: many\nlog: 5\n");
  BOOST_TEST(message.find("t.yaml:1: listn is not known here; known are") != std::string::npos, message);
  BOOST_TEST(message.find("t.yaml:3: limits.read_threads must be a whole number from 1 to 256") !=
                 std::string::npos,
             message);
  BOOST_TEST(message.find("t.yaml:4: log must be a map") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(what_is_no_yaml_is_an_error_with_its_line) {
  BOOST_TEST(MessageOf("listen: [\n").find("is no YAML") != std::string::npos);
  BOOST_TEST(MessageOf("- a\n- b\n").find("the file must be a map") != std::string::npos);
  BOOST_TEST(ParseConfig("", "t.yaml").ok());
}

BOOST_AUTO_TEST_CASE(plain_text_needs_loopback_and_tls_needs_its_files) {
  Config config;
  BOOST_TEST(ReasonOf(CheckConfig(config)) == "CONFIG_INVALID");
  config.plain_text = true;
  BOOST_TEST(!CheckConfig(config).ok());
  config.listen = "127.0.0.1:7443";
  BOOST_TEST(CheckConfig(config).ok());
  config.listen = "127.0.0.1:70000";
  BOOST_TEST(ReasonOf(CheckConfig(config)) == "LISTEN_INVALID");
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_named) {
  const auto config = ReadConfig("/nowhere/tesserad.yaml");
  BOOST_TEST(ReasonOf(config.status()) == "CONFIG_MISSING");
  BOOST_TEST(std::string(config.status().message()).find("/nowhere/tesserad.yaml") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::app
