#include "figure.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>

namespace tessera::bench {
namespace {

// Four significant digits are more than a benchmark knows.
double Rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const double scale = std::pow(10.0, 3 - std::floor(std::log10(std::fabs(value))));
  return std::round(value * scale) / scale;
}

double Ratio(const Figure& figure) {
  return figure.baseline == 0 ? 0 : Rounded(figure.value) / Rounded(figure.baseline);
}

}  // namespace

void PrintJson(const Figure& figure, std::ostream& out) {
  nlohmann::ordered_json line;
  line["name"] = figure.name;
  line["value"] = Rounded(figure.value);
  line["unit"] = figure.unit;
  line["baseline"] = Rounded(figure.baseline);
  line["ratio"] = Ratio(figure);
  out << line.dump() << std::endl;
}

void PrintTable(const std::vector<Figure>& figures, std::ostream& out) {
  out << std::left << std::setw(32) << "name" << std::right << std::setw(12) << "value"
      << std::setw(12) << "baseline" << "  " << std::left << std::setw(14) << "unit" << "ratio\n";
  out << std::fixed;
  for (const Figure& figure : figures) {
    out << std::left << std::setw(32) << figure.name << std::right << std::setprecision(1)
        << std::setw(12) << figure.value << std::setw(12) << figure.baseline << "  " << std::left
        << std::setw(14) << figure.unit << std::setprecision(3) << Ratio(figure) << '\n';
  }
  out << std::flush;
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

}  // namespace tessera::bench
