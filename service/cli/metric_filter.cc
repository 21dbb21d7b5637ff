#include "tessera/cli/metric_filter.h"

#include <CLI/CLI.hpp>

namespace tessera::cli {

void AddFilter(CLI::App& command, MetricFilter& filter) {
  command.add_option("--store", filter.stores, "Only receipts of these stores");
  command.add_option("--region", filter.regions, "Only receipts of stores in these regions");
  command.add_option("--tier", filter.tiers, "Only of members who had one of these tiers then");
  command.add_option("--segment", filter.segments, "Only of members in one of these segments now");
}

void Put(const MetricFilter& filter, v1::MetricFilter* message) {
  message->mutable_store_ids()->Assign(filter.stores.begin(), filter.stores.end());
  message->mutable_regions()->Assign(filter.regions.begin(), filter.regions.end());
  message->mutable_tiers()->Assign(filter.tiers.begin(), filter.tiers.end());
  message->mutable_segments()->Assign(filter.segments.begin(), filter.segments.end());
}

}  // namespace tessera::cli
