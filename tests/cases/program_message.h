// The engine's program as the message that HQ publishes: the inverse of codec/, which reads it back.
#ifndef TESSERA_TESTS_CASES_PROGRAM_MESSAGE_H_
#define TESSERA_TESTS_CASES_PROGRAM_MESSAGE_H_

#include "tessera/engine/program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::cases {

// Card formats and telephone numbers, which no case has, are left out.
v1::Program ProgramToMessage(const engine::Program& program);

// Its parts.
void SetText(const engine::Text& text, v1::Text* message);
void SetEffect(const engine::Effect& effect, v1::Effect* message);
void SetOffer(const engine::Offer& offer, v1::Offer* message);
void SetPointsLife(const engine::PointsLife& life, v1::PointsLife* message);
void SetLedgerRules(const engine::Program& program, v1::Program* message);

// The engine's enums stand in the wire's order, without its UNSPECIFIED.
template <typename Target, typename Source>
Target ToWire(Source value) {
  return static_cast<Target>(static_cast<int>(value) + 1);
}

// For enums whose first value is the wire's UNSPECIFIED.
template <typename Target, typename Source>
Target ToWireWithNone(Source value) {
  return static_cast<Target>(static_cast<int>(value));
}

template <typename Repeated>
void SetStrings(const std::vector<std::string>& texts, Repeated* field) {
  field->Assign(texts.begin(), texts.end());
}

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_PROGRAM_MESSAGE_H_
