// Where in a program something is different, and the sentences about it.
#ifndef TESSERA_PROGRAM_DIFFERENCE_WORDS_H_
#define TESSERA_PROGRAM_DIFFERENCE_WORDS_H_

#include <string>

#include "differences.h"
#include "google/protobuf/descriptor.h"
#include "labels.h"

namespace tessera::program {

// A value; each step inside makes another one.
struct Place {
  std::string path;
  std::string top;      // the program's own field that it is in
  std::string subject;  // "offer summer"; the labels of the way, where nothing on it has an id
  std::string label;    // of the way below the subject: "percent off: percent"
  int depth = 0;        // of elements with an id

  Place Below(const google::protobuf::FieldDescriptor& field, const std::string& field_label) const;
  // `noun`: "offer summer"; empty where people have no word for it.
  Place Element(const std::string& id, const std::string& noun) const;
  Place Entry(const std::string& key) const;
};

class DifferenceWords {
 public:
  explicit DifferenceWords(Tongue tongue) : tongue_(tongue) {}

  std::string Label(const google::protobuf::FieldDescriptor& field) const {
    return LabelOf(field.name(), tongue_);
  }
  std::string Noun(const google::protobuf::Descriptor& message, const std::string& id) const;
  std::string Sentence(DifferenceKind kind, const Place& place, const std::string& former_text,
                       const std::string& new_text) const;
  // Of values that people see as a set: what is gone, and what is new.
  std::string OfSet(const Place& place, const std::string& removed, const std::string& added) const;

 private:
  Tongue tongue_;
};

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_DIFFERENCE_WORDS_H_
