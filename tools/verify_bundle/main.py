"""The command: reads files, prints verdicts, and ends with 0 proven, 3 refuted, 4 unknown, 1 could not run, 2 wrong usage."""
import argparse
import json
import sys
import time
from pathlib import Path

from .answers import PROVEN, REFUTED, UNKNOWN, Newer, Refused
from .bundle import verify_bundle
from .memory import Memory
from .openssl import NoOpenssl, Openssl
from .spelling import instant
from .strict_json import parse
from .trusted_keys import read_trusted_keys

EXIT = {PROVEN: 0, REFUTED: 3, UNKNOWN: 4}
COULD_NOT_RUN = 1


def main(arguments):
    options = read_arguments(arguments)
    try:
        return verify_all(options) if options.batch else verify_one(options)
    except (OSError, Newer, Refused, NoOpenssl) as error:
        print(f"verify-bundle: {error}", file=sys.stderr)
        return COULD_NOT_RUN


def read_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="verify-bundle.py",
        description="Verifies evidence offline, with nothing but the file and the public keys that you trust.",
        epilog="Exit: 0 proven, 3 refuted, 4 unknown, 1 could not run, 2 wrong usage.",
    )
    parser.add_argument("file", nargs="?", help="the evidence; with --batch none: the names come on stdin, one a line")
    parser.add_argument("--keys", required=True, metavar="FILE", help="trusted keys (JSON): who is believed, and for what")
    parser.add_argument("--at", metavar="DATE", help="the date of the verification; default: now")
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument("--batch", action="store_true", help="verify many files, and print one object a line for each")
    parser.add_argument("--openssl", default="openssl", metavar="COMMAND", help="default: openssl")
    options = parser.parse_args(arguments)
    if (options.file is None) != options.batch:
        parser.error("name one file, or use --batch and none")
    options.at = read_date(options.at, parser)
    return options


def read_date(text, parser):
    if text is None:
        return time.time_ns() // 1_000_000
    at = instant(text if "T" in text.upper() else f"{text}T00:00:00Z")
    if at is None:
        parser.error(f"`{text}` is no date: write 2027-03-31, or 2027-03-31T12:00:00Z")
    return at


def read_keys(path):
    return read_trusted_keys(parse(Path(path).read_bytes()))


def verify_one(options):
    keys = read_keys(options.keys)
    with Openssl(options.openssl) as openssl:
        verdict = verify_bundle(Path(options.file).read_bytes(), keys, options.at, openssl)
    if options.json:
        print(json.dumps(to_json(verdict), ensure_ascii=False))
    else:
        print_verdict(verdict, options.file)
    return EXIT[verdict.status]


def verify_all(options):
    """One process for many files: a signature that occurs in several is asked about once."""
    keys = read_keys(options.keys)
    statuses, memory = set(), Memory()
    with Openssl(options.openssl) as openssl:
        for line in sys.stdin:
            path = line.rstrip("\n")
            verdict = verify_bundle(Path(path).read_bytes(), keys, options.at, openssl, memory)
            statuses.add(verdict.status)
            print(json.dumps({"file": path, **to_json(verdict)}, ensure_ascii=False), flush=True)
    return next((EXIT[status] for status in (REFUTED, UNKNOWN) if status in statuses), 0)


def to_json(verdict):
    checks = [check._asdict() for check in verdict.checks]
    return {"status": verdict.status, "checks": checks, "notChecked": verdict.not_checked}


def print_verdict(verdict, file):
    for check in verdict.checks:
        print(f"  {check.status:8}  {check.code:18}  {visible(check.sentence)}")
    for line in verdict.not_checked:
        print(f"  not checked  {visible(line)}")
    print(f"{verdict.status.upper()}  {file}")


def visible(text):
    """Whatever a terminal would obey, or not show, by its number."""
    return "".join(letter if letter.isprintable() else f"\\u{{{ord(letter):x}}}" for letter in text)
