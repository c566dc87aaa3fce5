"""Public keys as RFC 7517 writes them, with the members of their kind and no others: docs/formats/trusted-keys.md."""
import base64
import hashlib

from .algorithms import algorithm_of
from .answers import Refused
from .canonical_json import canonical
from .shapes import is_text
from .spelling import from_base64url

# What a thumbprint is over (RFC 7638 §3.2, RFC 8037 §2, RFC 9964 §6).
THUMBPRINT = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "RSA": ("e", "kty", "n"), "AKP": ("alg", "kty", "pub")}


def read_jwk(jwk):
    """The key and its algorithm; a key that is weak, or for something else, is refused."""
    algorithm = algorithm_of(jwk)
    if algorithm is None:
        raise Refused("a key is of no kind that is known")
    refuse_other_use(jwk)
    data = {name: key_member(jwk, name, length) for name, length in algorithm.lengths.items()}
    named = {"alg": algorithm.name} if algorithm.named else {}
    crv = {"crv": algorithm.crv} if algorithm.crv else {}
    WEAKNESS[algorithm.kty](data, algorithm.crv)
    return {"kty": algorithm.kty, **named, **crv, **{name: jwk[name] for name in algorithm.lengths}}, algorithm


def refuse_other_use(jwk):
    operations = jwk.get("key_ops", ["verify"])
    signs = isinstance(operations, list) and ("verify" in operations or "sign" in operations)
    if jwk.get("use", "sig") != "sig" or not signs:
        raise Refused("a key is not for signatures")


def key_member(jwk, name, length):
    data = from_base64url(jwk[name]) if is_text(jwk.get(name)) else b""
    if not data or (length is not None and len(data) != length):
        raise Refused(f"`{name}` of a key has another length")
    return data


def thumbprint(jwk):
    """RFC 7638, recomputed and never believed."""
    members = {name: jwk[name] for name in THUMBPRINT[jwk["kty"]]}
    return base64.urlsafe_b64encode(hashlib.sha256(canonical(members).encode()).digest()).decode().rstrip("=")


P = 2**255 - 19
# The y of the points of order 1, 2, 4 and 8 on edwards25519 (C2SP/CCTV).
ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7
LOW_ORDER = {0, 1, P - 1, ORDER_8, P - ORDER_8}


def is_weak_point(encoded):
    """Of low order, or any point in a second spelling: with such a key one signature fits every message."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    return y >= P or y in LOW_ORDER


# y² = x³ - 3x + b modulo p (FIPS 186-4, D.1.2.3 and D.1.2.4).
CURVES = {
    "P-256": (
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    ),
    "P-384": (
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    ),
}


def refuse_weak_okp(data, _):
    if is_weak_point(data["x"]):
        raise Refused("an Ed25519 key is of low order or not canonical")


def refuse_weak_ec(data, crv):
    (p, b), x, y = CURVES[crv], int.from_bytes(data["x"], "big"), int.from_bytes(data["y"], "big")
    if x >= p or y >= p or (y * y - (x * x * x - 3 * x + b)) % p:
        raise Refused(f"a key is no point of {crv}")


SMALL_PRIMES = (11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157)


def refuse_weak_rsa(data, _):
    """FIPS 186-5 §5.1 and §A.1.1, and the keys of CVE-2017-15361, which can be factored."""
    n, e = int.from_bytes(data["n"], "big"), int.from_bytes(data["e"], "big")
    spelled = data["n"][0] != 0 and data["e"][0] != 0
    sane = n % 2 and e % 2 and 2_048 <= n.bit_length() <= 8_192 and 2**16 < e < 2**64
    if not spelled or not sane or all(n % prime in powers(65_537 % prime, prime) for prime in SMALL_PRIMES):
        raise Refused("an RSA key is weak, or not spelled as it must be")


def powers(base, prime):
    return {pow(base, exponent, prime) for exponent in range(prime)}


WEAKNESS = {"OKP": refuse_weak_okp, "EC": refuse_weak_ec, "RSA": refuse_weak_rsa, "AKP": lambda data, crv: None}
