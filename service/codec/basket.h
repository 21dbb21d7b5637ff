// tessera.v1.Basket to and from the engine's basket. Structural only: engine::CheckBasket looks at
// the values, and names fields as the messages do.
#ifndef TESSERA_CODEC_BASKET_H_
#define TESSERA_CODEC_BASKET_H_

#include "absl/strings/string_view.h"
#include "tessera/engine/basket.h"
#include "tessera/v1/basket.pb.h"

namespace tessera::codec {

// The message has no store of its own: it stands beside the basket in each request.
engine::Basket BasketFromProto(const v1::Basket& message, absl::string_view store_id);

// The exact inverse, without the store.
v1::Basket BasketToProto(const engine::Basket& basket);

v1::TenderKind TenderKindToProto(engine::TenderKind kind);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_BASKET_H_
