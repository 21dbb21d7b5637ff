// Whether a certificate and a key belong together.
#include <memory>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/rpc/tls_credentials.h"

namespace tessera::rpc {
namespace {

template <auto Free>
struct Release {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Text = std::unique_ptr<BIO, Release<BIO_free_all>>;

Text Open(const std::string& pem) {
  return Text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

Certificate ReadCertificate(const std::string& pem) {
  return Certificate(PEM_read_bio_X509(Open(pem).get(), nullptr, nullptr, nullptr));
}

// A key that asks for a password has nobody to ask.
int NoPassword(char*, int, int, void*) { return -1; }

absl::Status Invalid(absl::string_view field, absl::string_view what) {
  ERR_clear_error();
  return InvalidInput("TLS_INVALID", field, absl::StrCat(field, " ", what));
}

}  // namespace

absl::Status CheckTls(const TlsIdentity& texts) {
  if (!ReadCertificate(texts.ca)) return Invalid("tls.ca", "holds no certificate as PEM");
  const Certificate certificate = ReadCertificate(texts.certificate);
  if (!certificate) return Invalid("tls.certificate", "holds no certificate as PEM");
  const Key key(PEM_read_bio_PrivateKey(Open(texts.key).get(), nullptr, NoPassword, nullptr));
  if (!key) return Invalid("tls.key", "holds no private key without a password as PEM");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Invalid("tls.key", "does not belong to tls.certificate; put the pair there");
  }
  return absl::OkStatus();
}

}  // namespace tessera::rpc
