// A forecast as people, programs and spreadsheets read it.
#ifndef TESSERA_CLI_FORECAST_ANSWER_H_
#define TESSERA_CLI_FORECAST_ANSWER_H_

#include "absl/status/status.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/insight_service.pb.h"

namespace tessera::cli {

// A table: what is expected of all, in words, then by purchases so far; beside it what came where that is
// known. CSV: the rows, the last of all. JSON: the message. INTERNAL if it can't be shown.
absl::Status PrintForecast(const Session& session, const Units& units,
                           const v1::GetForecastResponse& forecast);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_FORECAST_ANSWER_H_
