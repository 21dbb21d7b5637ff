// What a benchmark found, and how it is printed.
#ifndef TESSERA_BENCH_FIGURE_H_
#define TESSERA_BENCH_FIGURE_H_

#include <iosfwd>
#include <string>
#include <vector>

namespace tessera::bench {

// A measured value beside the bare figure of the same run. Measurements, not amounts: here, and only
// here, floating point is right.
struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  double baseline = 0;
};

// {"name","value","unit","baseline","ratio"} on a line; ratio = value / baseline of the printed ones.
void PrintJson(const Figure& figure, std::ostream& out);

void PrintTable(const std::vector<Figure>& figures, std::ostream& out);

// The middle one; the mean of the middle two of an even count. 0 for none.
double Median(std::vector<double> values);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_FIGURE_H_
