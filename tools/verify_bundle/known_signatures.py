"""
Signatures that are right, over the text `countersign`, made once with keys that were thrown away. An `openssl` that does
not accept them, or accepts them altered, is not believed: LibreSSL knows no Ed25519, and `true` accepts everything.
"""

MESSAGE = b"countersign"

# For each algorithm a public key and a signature, base64url.
KNOWN = {
    "Ed25519": (
        {"crv": "Ed25519", "x": "SUU4ttwIZ_ubED-6lMtruMRKnucOSb9nz9RpdFm2QiQ", "kty": "OKP"},
        "t0rons4qx9Guh1seBRCNiN_0IPMKMYGEnuEKFFyigvowg4eZwFrp1Rb-RlISXMnhmOpd9aPEivjyZjoP7rITBw",
    ),
    "ES256": (
        {"kty": "EC", "x": "9QFZslWOawF4qsDg6QB4zWmQESI4Uh4veCuTaA_dbLc", "y": "DigkpyXywFbK2Qhvt7ibEhV2wKATNQ8-xjYw9MFwdUk", "crv": "P-256"},
        "vgNL1QGqK1ggJxrLR1WcLMk_yrCBEL0mVW3soVXJnbRuzx-C9WzlujkVOiVYuq4xu8goDd5Gdje8Vl7-OR4SMw",
    ),
    "ES384": (
        {"kty": "EC", "x": "0Pu_XnRhAFTtwkDWYnobqcNQiI3hQ2Hm85j_KZh-xDVtxLbSwhLOpPvjpx0fZEAb", "y": "frpXJOt6khDnu-gH8ibHk9JWyKuNyG6cLKD6cXYw3nPXBs7pnqT_1P3jaWTRIEsD", "crv": "P-384"},
        ("NQdXp4JkC1GhmfpzVW0PjZhApy5ezwgq1i871duTEC0EBXcvi1h1pnZ0yWSUiuhI20wWnode_KmPvfe5ion-AGEi6eO1TAWd" "vNx6FRigFTpLorM7o_wj2_nBFdxVzifv"),
    ),
    "PS256": (
        {"kty": "RSA", "n": ("y1NKJpC063iwkjHkwckcnBzDRAaCkLsVc45yzkSv2isAs9oNbO3B2GLfJkkSpfp0DIGd7R_uNAyK7uUbRxxfXF7aLXnu0Cqy" "yphq8EJ7Yu1ninzAa7FAS20DFVWtGEGBakCBQXdTFuw2UglAX59_9B8A1a3RQTtnRXiEubfrCILoqIWFtd3LYXl8uRpIHmun" "IV5PEj7Jx-d26fCVRQd7zEphlOEZSsS-V9S-pHB8JXl9E0Ype6hDRbC4YDYn7zGbAX0GlaI4sl-zpREglZMwe_RcT_swb47g" "imezQZbFxsvTCl7Hmy-cd3byajTT7c79H5sqitD5EH__muQr4xA06w"), "e": "AQAB"},
        ("lX_bjjFU0FkYeFBeCnaV49ApHl_0TRnFYGEKGrfetfNKqUI_FbvA8wfA9BrAoOHJjl9EeOt4sK8QL3x2F7X_GlpknhIMzOaz" "TFpJ5fHwuZbH_Uy-3dNNnfB67vc7J7AysS3v3cp8QjjJ8ACJet86EjtC9NPRGCcNYAOD3ollEWZn-ZxaeipImuj4npDySE67" "qovITgF7ncetDmb2otaYv6ALXaOJc6XdfTb72x-sD3cjCOY_9n4tYNDn_ONcPpJWnCwdO0gyYk7Pf5jroFP4OmntipyGLaOK" "L3QDUyVQlYaw1uNJljkIEDP0FmHOOhPZ4uIwAiG11__1LBoZMX0ZnA"),
    ),
    "RS256": (
        {"kty": "RSA", "n": ("y1NKJpC063iwkjHkwckcnBzDRAaCkLsVc45yzkSv2isAs9oNbO3B2GLfJkkSpfp0DIGd7R_uNAyK7uUbRxxfXF7aLXnu0Cqy" "yphq8EJ7Yu1ninzAa7FAS20DFVWtGEGBakCBQXdTFuw2UglAX59_9B8A1a3RQTtnRXiEubfrCILoqIWFtd3LYXl8uRpIHmun" "IV5PEj7Jx-d26fCVRQd7zEphlOEZSsS-V9S-pHB8JXl9E0Ype6hDRbC4YDYn7zGbAX0GlaI4sl-zpREglZMwe_RcT_swb47g" "imezQZbFxsvTCl7Hmy-cd3byajTT7c79H5sqitD5EH__muQr4xA06w"), "e": "AQAB"},
        ("s4jMXq_6gL9IakrjqqVQo9afxA_-oupNQPsL0tkTGZ0t33fgCFp8z8llDHkSf5psybCnl5b-1XFz_TtO_oVncJ3EXu9xdVPI" "GVCJscQUqsRy3QbYRwmyRG0fKLkVGRmBBmVWhpKae6pCVbhL1aYW0sh6TPBe3ZlQxobkoBz2wgBqhSPnrNvWpdEQVd_Xb2qJ" "N6Z6UHampU0g3EXvGB2tubGf-BXHP0Qapgd3SX7yt5NO6SNpwDAeAjkjW6X1A-xmxdEbDGiT6Ksv8rJ0Zb-ZR0fzHDY2Egiy" "qVI4k4qpz4vKN2rrMESJMBm1SpXXqVIsXDNsfLSjuuhiUBw4MqLgtw"),
    ),
}
