// What makes two requests with the same id the same request: a hash over their values, never over
// protobuf bytes, which one value may have many of. The encodings are stored: they never change.
#ifndef TESSERA_OPERATIONS_COMMON_CONTENT_H_
#define TESSERA_OPERATIONS_COMMON_CONTENT_H_

#include "absl/types/span.h"
#include "tessera/base/identifier.h"
#include "tessera/base/secret.h"
#include "tessera/v1/member_service.pb.h"
#include "tessera/v1/sale.pb.h"
#include "tessera/v1/sale_service.pb.h"
#include "tessera/v1/voucher_service.pb.h"

namespace tessera::operations {

// Everything but `fiscal`. An identifier counts by its keyed hash, so that a card that is sent as
// scanned and the same card sent as a hash are one.
Digest ContentOf(const SecretKey& lookup_key, const v1::Sale& sale);

// Names and balances, which only inform, do not count.
Digest ContentOf(const v1::ShownReceipt& receipt);

// Everything but `fiscal`. With a sale the key does not matter: nothing about a person is in it.
Digest ContentOf(const SecretKey& lookup_key, const v1::Refund& refund);

// The key goes in too: a name could be guessed from a plain hash of it.
Digest ContentOf(const SecretKey& lookup_key, const v1::EnrolRequest& request);
// As enrolments were kept before: `identifiers` are the request's, read by a program's rules and hashed.
Digest ContentOf(const SecretKey& lookup_key, const v1::EnrolRequest& request,
                 absl::Span<const IdentifierHash> identifiers);

Digest ContentOf(const SecretKey& lookup_key, const v1::AdjustPointsRequest& request);

// The key goes into all of these, too: names, numbers and codes could be guessed from a plain hash.
Digest ContentOf(const SecretKey& lookup_key, const v1::UpdateMemberRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::AddIdentifierRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::ReplaceIdentifierRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::MergeMembersRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::ShareAccountRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::LeaveAccountRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::TransferPointsRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::IssueCouponsRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::BlockCouponRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::ActivateGiftCardRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::BlockGiftCardRequest& request);
Digest ContentOf(const SecretKey& lookup_key, const v1::AdjustWalletRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_CONTENT_H_
