// What a terminal tells of itself.
#ifndef TESSERA_PLUGIN_SYNC_REPORT_H_
#define TESSERA_PLUGIN_SYNC_REPORT_H_

#include <cstdint>
#include <string>

#include "tessera/base/clock.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/v1/terminal.pb.h"

namespace tessera::plugin {

// Of the program that the till sells by; 0 for none.
int64_t LiveVersion(const Cache& cache);

// Never of more bytes than the service reads. May wait for the disk where records are parked.
v1::TerminalReport MakeReport(const Cache& cache, Outbox& outbox, Instant now,
                              const std::string& plugin_version);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SYNC_REPORT_H_
