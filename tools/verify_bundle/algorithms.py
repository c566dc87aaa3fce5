"""The signature algorithms, one row each. The key decides which one is used, never a header: docs/formats/envelope.md."""
from collections import namedtuple

# `named` ones are only for keys that say so: their kind fits another algorithm, too.
# `spki` stands before a key's bytes in a SubjectPublicKeyInfo (RFC 5480, RFC 8410). `command` is how `openssl` verifies.
Algorithm = namedtuple("Algorithm", "name kty crv named lengths signature_bytes spki command")

MESSAGE = ("-signature", "{signature}", "{message}")
ED25519 = ("pkeyutl", "-verify", "-pubin", "-inkey", "{key}", "-rawin", "-sigfile", "{signature}", "-in", "{message}")
PSS = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")
OKP_SPKI = "302a300506032b6570032100"
P256_SPKI = "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
P384_SPKI = "3076301006072a8648ce3d020106052b8104002203620004"


def dgst(name, *options):
    return ("dgst", f"-{name}", *options, "-verify", "{key}", *MESSAGE)


algorithms = (
    Algorithm("Ed25519", "OKP", "Ed25519", False, {"x": 32}, 64, OKP_SPKI, ED25519),
    Algorithm("EdDSA", "OKP", "Ed25519", True, {"x": 32}, 64, OKP_SPKI, ED25519),
    Algorithm("ES256", "EC", "P-256", False, {"x": 32, "y": 32}, 64, P256_SPKI, dgst("sha256")),
    Algorithm("ES384", "EC", "P-384", False, {"x": 48, "y": 48}, 96, P384_SPKI, dgst("sha384")),
    Algorithm("PS256", "RSA", None, True, {"n": None, "e": None}, None, None, dgst("sha256", *PSS)),
    Algorithm("RS256", "RSA", None, True, {"n": None, "e": None}, None, None, dgst("sha256")),
    # No release of OpenSSL 3 before 3.5 has it: its signatures are told as not verified here.
    Algorithm("ML-DSA-44", "AKP", None, True, {"pub": 1_312}, 2_420, None, None),
)


def algorithm_of(jwk):
    """The one algorithm that a key is for: the one that it names, else the only one that fits its kind."""
    kind, named = (jwk.get("kty"), jwk.get("crv")), jwk.get("alg")
    fitting = [row for row in algorithms if (row.kty, row.crv) == kind]
    return next((row for row in fitting if (not row.named if named is None else row.name == named)), None)


def algorithm_named(name):
    return next((row for row in algorithms if row.name == name), None)
