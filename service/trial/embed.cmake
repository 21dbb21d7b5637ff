# cmake -D INPUT=file -D OUTPUT=file.cc -P embed.cmake: the bytes of a file as C++.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include \"trial_descriptor.h\"

namespace tessera::trial {

const unsigned char kTrialDescriptor[] = {${bytes}};
const size_t kTrialDescriptorSize = sizeof kTrialDescriptor;

}  // namespace tessera::trial
")
