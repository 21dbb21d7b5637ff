// The functions of the table, by what they work on. Contracts stand in tessera/plugin.h.
#ifndef TESSERA_PLUGIN_ABI_CALLS_H_
#define TESSERA_PLUGIN_ABI_CALLS_H_

#include "tessera/plugin.h"

namespace tessera::plugin {

// Fill their part of the table.
void PutPluginCalls(tessera_api* api);
void PutSaleCalls(tessera_api* api);
void PutSubmissionCalls(tessera_api* api);
void PutQuoteCalls(tessera_api* api);
void PutOutcomeCalls(tessera_api* api);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_CALLS_H_
