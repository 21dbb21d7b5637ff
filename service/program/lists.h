// Elements of a program's lists, found again in another program.
#ifndef TESSERA_PROGRAM_LISTS_H_
#define TESSERA_PROGRAM_LISTS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace tessera::program {

// A list of messages; what it was made of outlives it.
class ElementList {
 public:
  ElementList(const google::protobuf::Message& owner,
              const google::protobuf::FieldDescriptor& field);

  // Every element has one, and no two have the same.
  bool has_ids() const { return has_ids_; }
  int size() const { return static_cast<int>(elements_.size()); }
  const google::protobuf::Message& At(int index) const {
    return *elements_[static_cast<size_t>(index)];
  }
  const std::string& IdOf(int index) const { return ids_[static_cast<size_t>(index)]; }
  // -1 if there is none.
  int Find(const std::string& id) const;

 private:
  std::vector<const google::protobuf::Message*> elements_;
  std::vector<std::string> ids_;
  std::map<std::string, int> by_id_;
  bool has_ids_ = false;
};

// The ids that stand elsewhere among those that both have: as few as there can be.
std::set<std::string> Moved(const ElementList& before, const ElementList& after);

// Whether it means something in which order elements of this field stand, in either program.
bool OrderCounts(const google::protobuf::FieldDescriptor& field,
                 const google::protobuf::Message& before, const google::protobuf::Message& after);

// Values of a field that is no message, such that different values have different texts; `index` as in
// ValueText::Scalar.
std::string ScalarBytes(const google::protobuf::Message& message,
                        const google::protobuf::FieldDescriptor& field, int index);
std::vector<std::string> ScalarsOf(const google::protobuf::Message& message,
                                   const google::protobuf::FieldDescriptor& field);
// Of a map from strings to strings.
std::map<std::string, std::string> EntriesOf(const google::protobuf::Message& message,
                                             const google::protobuf::FieldDescriptor& field);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_LISTS_H_
