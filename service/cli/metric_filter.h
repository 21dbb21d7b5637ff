// Which receipts figures count: the options that all commands about figures share.
#ifndef TESSERA_CLI_METRIC_FILTER_H_
#define TESSERA_CLI_METRIC_FILTER_H_

#include <string>
#include <vector>

#include "tessera/v1/insight_service.pb.h"

namespace CLI {
class App;
}

namespace tessera::cli {

struct MetricFilter {
  std::vector<std::string> stores;
  std::vector<std::string> regions;
  std::vector<std::string> tiers;
  std::vector<std::string> segments;
};

// `filter` outlives the command.
void AddFilter(CLI::App& command, MetricFilter& filter);
void Put(const MetricFilter& filter, v1::MetricFilter* message);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_METRIC_FILTER_H_
