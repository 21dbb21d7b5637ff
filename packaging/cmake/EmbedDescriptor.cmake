# cmake -D INPUT=file -D OUTPUT=file.cc -D HEADER=file.h -D SCOPE=namespace -D NAME=kName
#   -P EmbedDescriptor.cmake
# The bytes of a file as C++: an array NAME and its size, NAMESize, as HEADER declares them.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include \"${HEADER}\"

namespace ${SCOPE} {

const unsigned char ${NAME}[] = {${bytes}};
const size_t ${NAME}Size = sizeof ${NAME};

}  // namespace ${SCOPE}
")
