#include "show.h"

#include <fstream>
#include <sstream>

#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"

namespace tessera::engine {

// The generated messages are lite: what their fields are called stands in a file of the build.
std::string ShowMessage(const google::protobuf::MessageLite& message, const std::string& type) {
  std::ifstream file(TESSERA_DESCRIPTORS, std::ios::binary);
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromIstream(&file)) return "(cannot be shown)\n";
  google::protobuf::DescriptorPool pool;
  for (const auto& proto : set.file()) pool.BuildFile(proto);
  const auto* descriptor = pool.FindMessageTypeByName("tessera.v1." + type);
  if (descriptor == nullptr) return "(cannot be shown)\n";
  google::protobuf::DynamicMessageFactory factory(&pool);
  const std::unique_ptr<google::protobuf::Message> copy(factory.GetPrototype(descriptor)->New());
  copy->ParseFromString(message.SerializeAsString());
  std::string text;
  google::protobuf::TextFormat::PrintToString(*copy, &text);
  return text;
}

std::string ShowMember(const MemberView& member) {
  std::ostringstream out;
  out << "member: present " << member.present << ", tier \"" << member.tier << "\", tags "
      << member.tags.size() << ", spendable " << member.spendable.value() << "\n";
  for (const OfferUse& use : member.uses) {
    out << "use of " << use.offer_id << ": total " << use.uses_total << ", member "
        << use.uses_member << ", today " << use.uses_member_today << ", units "
        << use.units_member << ", money " << use.budget_used.value() << ", points "
        << use.budget_used_points.value() << "\n";
  }
  for (const TenderBalance& tender : member.tenders) {
    out << "tender " << static_cast<int>(tender.kind) << " \"" << tender.code << "\" "
        << tender.balance.value() << "\n";
  }
  return out.str();
}

}  // namespace tessera::engine
