#!/usr/bin/env python3
"""Verifies evidence bundles offline: a second reader, which shares no code with the first.

Written from docs/formats/ alone. Needs Python 3.9 or later and the `openssl` command, and nothing else.
"""
import sys

from verify_bundle.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
