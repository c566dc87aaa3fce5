import type { Verb } from "./command.ts";

/** Every verb. Loading all of them would make each as slow as the slowest. */
export const verbs: readonly Verb[] = [
  {
    name: "start",
    about: "send a built-in world with planted faults through the gate, and verify the evidence",
    load: async () => (await import("./commands/start.ts")).start,
  },
  {
    name: "gameday",
    about: "take parts of a built-in house away, and count the decisions that stayed right",
    load: async () => (await import("./commands/gameday.ts")).gameday,
  },
  {
    name: "scan",
    about: "look through a file, or two that should agree, and say what is found; nothing is written",
    load: async () => (await import("./commands/scan.ts")).scan,
  },
  {
    name: "ingest",
    about: "send each row of a file through the gate, and verify the evidence",
    load: async () => (await import("./commands/ingest.ts")).ingest,
  },
  {
    name: "init",
    about: "write the first version of an integration: configuration, keys, contract, policy, test, consumer",
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    name: "contract",
    about: "work with data contracts: infer, lint, validate, diff, compat, publish, types, compile",
    load: async () => (await import("./commands/contract.ts")).contract,
  },
  {
    name: "drift",
    about: "watch the records of a file for what changes: shape, units, relations",
    load: async () => (await import("./commands/drift.ts")).drift,
  },
  {
    name: "exceptions",
    about: "work on what is stopped: list, show, claim, assign, note, snooze, resolve, export",
    load: async () => (await import("./commands/exceptions.ts")).exceptions,
  },
  {
    name: "quarantine",
    about:
      "work on held events: list, show, rerun, release, discard, annotate, purge; plan a repair, approve it, replay",
    load: async () => (await import("./commands/quarantine.ts")).quarantine,
  },
  {
    name: "evidence",
    about: "write evidence: of one case as a page or as JSON, an audit sample, a renewed file, the empty verifier",
    load: async () => (await import("./commands/evidence.ts")).evidence,
  },
  {
    name: "redact",
    about: "write one envelope without some values of its event; everything else still verifies",
    load: async () => (await import("./commands/redact.ts")).redact,
  },
  {
    name: "enforce",
    about: "make the gate's answers bind for one stream, and record who wanted it",
    load: async () => (await import("./commands/enforce.ts")).enforce,
  },
  {
    name: "observe",
    about: "let one stream only be observed again, and record who wanted it",
    load: async () => (await import("./commands/observe.ts")).observe,
  },
  {
    name: "doctor",
    about: "check keys, store, configuration and clock, and say which streams still only observe",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    name: "verify",
    about: "verify a file of evidence, offline, with only the public keys",
    load: async () => (await import("./commands/verify.ts")).verify,
  },
  {
    name: "fsck",
    about: "check a store and its log from the first byte, with code of its own",
    load: async () => (await import("./commands/fsck.ts")).fsck,
  },
  {
    name: "checkpoint",
    about: "show the signed head of a log, have it cosigned, publish it",
    load: async () => (await import("./commands/checkpoint.ts")).checkpoint,
  },
  {
    name: "cosign",
    about: "cosign a partner's checkpoint, if it has grown out of the last one seen",
    load: async () => (await import("./commands/cosign.ts")).cosign,
  },
  {
    name: "keys",
    about: "make the keys of a house, add those it trusts, rotate, revoke and show them",
    load: async () => (await import("./commands/keys.ts")).keys,
  },
  {
    name: "completion",
    about: "print what makes a shell complete these commands",
    load: async () => (await import("./commands/completion.ts")).completionOf(verbs),
  },
];
