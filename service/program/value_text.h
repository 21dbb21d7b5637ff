// The values of a program as people read them.
#ifndef TESSERA_PROGRAM_VALUE_TEXT_H_
#define TESSERA_PROGRAM_VALUE_TEXT_H_

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "labels.h"

namespace tessera::program {

// How one program writes amounts and times. A value.
class ValueText {
 public:
  // `program`: a message of ProgramDescriptor().
  ValueText(const google::protobuf::Message& program, Tongue tongue);

  // Of a field that is no message: element `index` of one that is repeated. Empty for an empty text.
  std::string Scalar(const google::protobuf::Message& message,
                     const google::protobuf::FieldDescriptor& field, int index = -1) const;
  // All that is set, in parentheses where it is a message: "set dairy, percent 10%".
  std::string Whole(const google::protobuf::Message& message) const;
  // Of any field: elements divided by commas.
  std::string Field(const google::protobuf::Message& message,
                    const google::protobuf::FieldDescriptor& field) const;

 private:
  std::string Integer(const google::protobuf::FieldDescriptor& field, int64_t value) const;

  int currency_digits_ = 0;
  int points_digits_ = 0;
  absl::TimeZone zone_;
  Tongue tongue_;
};

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_VALUE_TEXT_H_
