"""Signatures, by the `openssl` command. Everything it is given lies in a folder that only this process reads."""
import base64
import os
import subprocess
import tempfile

from .known_signatures import KNOWN, MESSAGE
from .memory import Memory
from .public_key import is_weak_point
from .spelling import from_base64url


SILENT = {name: subprocess.DEVNULL for name in ("stdin", "stdout", "stderr")}


class NoOpenssl(Exception):
    """There is no `openssl` command, so nothing can be said about signatures."""


class Openssl:
    """Remembers every answer: in a bundle, and still more in thousands of altered ones, most questions come again."""

    def __init__(self, command="openssl"):
        self.command = command
        self.folder = tempfile.TemporaryDirectory(prefix="verify-bundle-")
        self.memory = Memory()
        self.keys = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def verifies(self, algorithm, jwk, message, signature):
        """Whether a signature is right for a key. Only for algorithms with a command."""
        if algorithm.kty == "OKP" and not is_strict(signature):
            return False
        if len(signature) != (algorithm.signature_bytes or modulus_bytes(jwk)):
            return False
        self.memory.recall(algorithm.command, lambda: self.try_out(algorithm))
        question = (algorithm.name, canonical_key(jwk), message, signature)
        return self.memory.recall(question, lambda: self.ask(algorithm, jwk, message, signature))

    def try_out(self, algorithm):
        """It has to accept what is known to be right, and to refuse it altered."""
        jwk, signature = KNOWN["Ed25519" if algorithm.name == "EdDSA" else algorithm.name]
        signature = from_base64url(signature)
        right = self.ask(algorithm, jwk, MESSAGE, signature) and not self.ask(algorithm, jwk, MESSAGE + b".", signature)
        if not right:
            sentence = "`{}` does not tell a known signature of {} from a wrong one: install OpenSSL 3"
            raise NoOpenssl(sentence.format(self.command, algorithm.name))

    def ask(self, algorithm, jwk, message, signature):
        signature = to_der(signature) if algorithm.kty == "EC" else signature
        places = {
            "key": self.key_file(algorithm, jwk),
            "message": self.written("message", message),
            "signature": self.written("signature", signature),
        }
        return self.run([part.format(**places) for part in algorithm.command]).returncode == 0

    def run(self, arguments):
        try:
            return subprocess.run([self.command, *arguments], **SILENT, check=False)
        except OSError as error:
            raise NoOpenssl(f"`{self.command}` cannot be run ({error.strerror}): install OpenSSL 3") from None

    def key_file(self, algorithm, jwk):
        name = canonical_key(jwk)
        if name not in self.keys:
            self.keys[name] = self.written(f"key-{len(self.keys)}", to_pem(algorithm, jwk))
        return self.keys[name]

    def written(self, name, data):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(data)
        return path


def canonical_key(jwk):
    return tuple(sorted(jwk.items()))


def modulus_bytes(jwk):
    return len(from_base64url(jwk["n"]))


ORDER = 2**252 + 27742317777372353535851937790883648493


def is_strict(signature):
    """R canonical and not of low order, S below the order (RFC 8032 §5.1.7, and stricter: docs/formats/envelope.md)."""
    return not is_weak_point(signature[:32]) and int.from_bytes(signature[32:], "little") < ORDER


def to_pem(algorithm, jwk):
    data = [from_base64url(jwk[name]) for name in algorithm.lengths]
    der = rsa_spki(*data) if algorithm.kty == "RSA" else bytes.fromhex(algorithm.spki) + b"".join(data)
    return b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(der) + b"-----END PUBLIC KEY-----\n"


RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")


def rsa_spki(n, e):
    """RFC 8017 §A.1.1 in the SubjectPublicKeyInfo of RFC 3279 §2.3.1."""
    key = der(0x30, der_integer(n) + der_integer(e))
    return der(0x30, RSA_ENCRYPTION + der(0x03, b"\x00" + key))


def to_der(signature):
    """r and s as two integers in a sequence (RFC 3279 §2.2.3), as OpenSSL wants them."""
    half = len(signature) // 2
    return der(0x30, der_integer(signature[:half]) + der_integer(signature[half:]))


def der_integer(data):
    data = data.lstrip(b"\x00") or b"\x00"
    return der(0x02, b"\x00" + data if data[0] & 0x80 else data)


def der(tag, body):
    size = len(body)
    length = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (length if size < 128 else bytes([0x80 | len(length)]) + length) + body
