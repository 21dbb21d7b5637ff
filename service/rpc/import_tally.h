// What is said of an import's rows, one by one and in all.
#ifndef TESSERA_RPC_IMPORT_TALLY_H_
#define TESSERA_RPC_IMPORT_TALLY_H_

#include <cstdint>
#include <map>
#include <string>

#include "tessera/operations/bulk/import_row.h"
#include "tessera/v1/bulk_service.pb.h"

namespace tessera::rpc {

// For one thread at a time.
class ImportTally {
 public:
  // Counts a row, and adds what is to be said of it.
  void Add(const operations::Context& context, const v1::ImportRow& row,
           const operations::RowOutcome& outcome, v1::ImportResponse* response);
  // Warns once, of the first row that a trial could not remember.
  void AddFull(int64_t row_no, v1::ImportResponse* response);

  v1::ImportSummary Summary() const;

 private:
  void Refuse(const operations::RowOutcome& outcome, v1::ImportResponse* response);
  void Warn(v1::RowVerdict doubt, v1::ImportResponse* response);

  v1::ImportSummary counts_;
  std::map<std::string, int64_t> rejections_;  // by reason
  std::map<std::string, int64_t> warnings_;
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_IMPORT_TALLY_H_
