// The till's own goods catalogue, from a CSV file with the columns
// sku,name,category,brand,labels,unit_price,minimum_unit_price,flags. Prices are decimals in the
// currency ("89.90"); labels are separated by ";"; flags, separated by ";", are no_discount, no_earn,
// no_spend and weight (sold by the kilogram).
#ifndef TESSERA_TILL_GOODS_H_
#define TESSERA_TILL_GOODS_H_

#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tessera::till {

struct Good {
  std::string sku;
  std::string name;
  std::string category;
  std::string brand;
  std::string labels;
  int64_t unit_price_minor = 0;
  int64_t minimum_unit_price_minor = 0;
  // enum tessera_line_flag, or-ed.
  uint32_t flags = 0;
  bool weighed = false;
};

class Catalogue {
 public:
  // nullopt with `error` naming the line and what is wrong with it.
  static std::optional<Catalogue> Read(std::istream& in, uint32_t currency_digits,
                                       std::string& error);

  // By the code as scanned; an AIM prefix ("]E0") is passed over. NULL if unknown.
  const Good* Find(std::string_view code) const;
  bool empty() const { return goods_.empty(); }
  size_t size() const { return goods_.size(); }

 private:
  std::map<std::string, Good, std::less<>> goods_;
};

// "no_discount;no_earn" to enum tessera_line_flag; nullopt for an unknown word.
std::optional<uint32_t> ParseLineFlag(std::string_view word);

}  // namespace tessera::till

#endif  // TESSERA_TILL_GOODS_H_
