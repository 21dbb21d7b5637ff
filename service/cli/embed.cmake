# cmake -D INPUT=file -D OUTPUT=file.cc -P embed.cmake: the descriptor set as C++.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include \"tessera/cli/descriptors.h\"

namespace tessera::cli {
namespace {
constexpr unsigned char kBytes[] = {${bytes}};
}  // namespace

absl::string_view DescriptorSet() {
  return absl::string_view(reinterpret_cast<const char*>(kBytes), sizeof kBytes);
}

}  // namespace tessera::cli
")
