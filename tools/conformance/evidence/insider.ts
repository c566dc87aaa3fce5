import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Part, parseBundle, sealBundle } from "../../../src/evidence/index.ts";
import { type Envelope, type JsonObject, type JsonValue, toBase64url, utf8 } from "../../../src/foundation/index.ts";
import { toKeyHolder } from "../../../src/gate/index.ts";
import { createLog, createSeal, formatLogEntry, statementOf, toLogEntry } from "../../../src/provenance/index.ts";
import { memoryStore } from "../../../src/stores/index.ts";

const golden = join(process.cwd(), "test/golden");
const read = (file: string): string => readFileSync(join(golden, file), "utf8");
const holder = (name: string) => toKeyHolder(JSON.parse(read("test-keys.json"))[name]);
const origin = "golden.example/house";

/** What somebody does to evidence who holds the house's key and the log's, and no others. */
export interface InsiderMove {
  readonly name: string;
  /** The evidence that is altered: one key's story, or a whole run. */
  readonly file: "bundle-2-story.json" | "bundle-2-run.json";
  readonly alter: (parts: readonly Part[]) => readonly Part[] | Promise<readonly Part[]>;
  /** The checks that find it; none where it cannot be found by the file alone. */
  readonly foundBy: readonly string[];
}

const house = createSeal([holder("house").signer]);

/** The list of parts is signed anew: nothing shows there. */
export async function resealed({ file, alter }: InsiderMove): Promise<Uint8Array> {
  const { parts } = parseBundle(utf8(read(file)));
  const at = new Date("2026-03-31T08:00:00Z");
  return sealBundle(await alter(parts), { about: "SUP-100", audience: "internal", at, seal: house });
}

const envelopeOf = (part: Part): Envelope => part.value as unknown as Envelope;
const toPart = (envelope: Envelope): Part => ({ kind: "envelope", value: envelope as unknown as JsonValue });
const kindIn = (part: Part): string =>
  part.kind === "envelope" ? (statementOf(envelopeOf(part)).predicateType.split(":")[3] ?? "") : part.kind;

const without =
  (...kinds: readonly string[]) =>
  (parts: readonly Part[]): readonly Part[] =>
    parts.filter((part) => !kinds.includes(kindIn(part)));
const changing =
  (kind: string, change: (part: Part) => Part | Promise<Part>) =>
  (parts: readonly Part[]): Promise<readonly Part[]> =>
    Promise.all(parts.map((part) => (kindIn(part) === kind ? change(part) : part)));

/** The house's own statement, made anew with another body. It can be in no log that others have seen. */
const restated =
  (change: object) =>
  async (part: Part): Promise<Part> => {
    const { predicateType, subject, predicate } = statementOf(envelopeOf(part));
    return toPart(await house(predicateType, subject, { ...predicate, ...change } as JsonObject));
  };

/** A log of what is left, with its own signature. */
async function relogged(parts: readonly Part[]): Promise<readonly Part[]> {
  const log = createLog({ store: memoryStore(), origin, ...holder("log") });
  const entries = parts
    .filter(({ kind }) => kind === "envelope")
    .map((part) => formatLogEntry(toLogEntry(envelopeOf(part))));
  await log.append(entries);
  const { checkpoint = "" } = await log.head();
  const value = { first: 0, entries: entries.map(toBase64url), checkpoint };
  return parts.map((part) => (part.kind === "log" ? { kind: "log", value } : part));
}

const eventOf = (part: Part): { readonly event: { readonly data: JsonObject } } => part.value as never;
const withData = (part: Part): Part => ({
  ...part,
  value: {
    ...(part.value as JsonObject),
    event: { ...eventOf(part).event, data: { ...eventOf(part).event.data, iban: "DE00" } },
  },
});

export const insiderMoves: readonly InsiderMove[] = [
  {
    name: "change what a source said",
    file: "bundle-2-story.json",
    alter: changing("event", withData),
    foundBy: ["events_proven", "admissions_matched", "streams_complete"],
  },
  {
    name: "say in a source's place what it never said",
    file: "bundle-2-story.json",
    alter: changing("event", async (part) => {
      const { predicateType, subject, predicate } = statementOf(envelopeOf(part));
      const forged = await house(predicateType, subject, { ...predicate, signedAt: "2026-03-31T07:00:00.000Z" });
      const { inclusion: _, ...others } = envelopeOf(part);
      return toPart({ ...others, ...forged });
    }),
    foundBy: ["events_proven", "admissions_matched", "streams_complete"],
  },
  {
    name: "leave the event out, and keep its admission",
    file: "bundle-2-story.json",
    alter: without("event"),
    foundBy: ["admissions_matched", "streams_complete"],
  },
  {
    name: "claim more of a stream than is here",
    file: "bundle-2-story.json",
    alter: changing("completeness", (part) => {
      const [claim] = (part.value as unknown as { claims: readonly JsonObject[] }).claims;
      return { ...part, value: { claims: [{ ...claim, to: 1 }] } as JsonValue };
    }),
    foundBy: ["streams_complete"],
  },
  {
    name: "exchange the policy after the decision",
    file: "bundle-2-story.json",
    alter: changing("policy", (part) => ({ ...part, value: { ...(part.value as JsonObject), owner: "somebody" } })),
    foundBy: ["rules_matched"],
  },
  {
    name: "exchange the contract after the decision",
    file: "bundle-2-story.json",
    alter: changing("contract", (part) => ({ ...part, value: { ...(part.value as JsonObject), owner: "somebody" } })),
    foundBy: ["rules_matched"],
  },
  {
    name: "leave an approval out of a run",
    file: "bundle-2-run.json",
    alter: without("approval"),
    foundBy: ["entries_accounted"],
  },
  {
    name: "decide otherwise afterwards, in a run",
    file: "bundle-2-run.json",
    alter: changing("admission", restated({ at: "2026-03-31T07:59:59.000Z" })),
    foundBy: ["entries_accounted"],
  },
  {
    name: "write the log anew without an approval, where a checkpoint of before is shown",
    file: "bundle-2-run.json",
    alter: async (parts) => {
      const log = parts.find(({ kind }) => kind === "log")?.value as JsonObject | undefined;
      const seen: Part = { kind: "checkpoint", value: { checkpoint: log?.checkpoint ?? "" } };
      return [...(await relogged(without("approval")(parts))), seen];
    },
    foundBy: ["checkpoints_consistent"],
  },
  {
    name: "write the log anew without an approval, where nobody has a checkpoint of before",
    file: "bundle-2-run.json",
    alter: (parts) => relogged(without("approval")(parts)),
    foundBy: [],
  },
  {
    name: "leave an approval out of one key's story",
    file: "bundle-2-story.json",
    alter: without("approval"),
    foundBy: [],
  },
  {
    name: "leave out what a story claims of a stream",
    file: "bundle-2-story.json",
    alter: without("completeness"),
    foundBy: [],
  },
  {
    name: "decide otherwise afterwards, in one key's story",
    file: "bundle-2-story.json",
    alter: changing("admission", restated({ id: "another" })),
    foundBy: [],
  },
  {
    name: "tell people something else in a note",
    file: "bundle-2-story.json",
    alter: changing("note", (part) => ({ ...part, value: { ...(part.value as JsonObject), sentence: "all is well" } })),
    foundBy: [],
  },
];
