import { canonicalJson, type Inclusion, toBase64url, utf8 } from "../../foundation/index.ts";
import type { Store, Version, Write } from "../../stores/index.ts";
import { parseCheckpoint, signCheckpoint } from "../checkpoint.ts";
import { ProvenanceError } from "../errors.ts";
import type { PublicJwk } from "../key.ts";
import type { Signer } from "../signer.ts";
import { accepted, grow } from "./growth.ts";
import { logKeys } from "./keys.ts";
import { createPosition } from "./position.ts";
import { type LogReader, logReader } from "./reader.ts";
import { noEntry } from "./reading.ts";
import type { LogState } from "./state.ts";

export interface LogOptions {
  readonly store: Store;
  /** The log's name, as its checkpoints bear it: no spaces, no plus sign. */
  readonly origin: string;
  /** An Ed25519 signer that signs for nothing else. */
  readonly signer: Signer;
  readonly publicKey: PublicJwk;
  /** Where in the store the log lives. Default `log/`. */
  readonly prefix?: string;
}

/** Entries that are ready to be written, together with whatever else must be written with them or not at all. */
export interface LogAppend {
  /** Index of the first entry. */
  readonly first: number;
  readonly writes: readonly Write[];
  readonly checkpoint: string;
  /** Proves one of the new entries, by its index in the log, under the new checkpoint; good once that is committed. */
  prove(index: number): Inclusion;
  /** To be called once the writes are committed, with their versions in order. */
  accept(versions: readonly Version[]): void;
  /** To be called when another process came first: the next plan reads the log anew. */
  abandon(): void;
}

/** An append-only log of entries under signed checkpoints (RFC 6962, C2SP), on any store. */
export interface Log extends LogReader {
  /**
   * Works out an append. Nothing has happened until its writes are committed and accepted; one plan at a time.
   *
   * @throws {ProvenanceError} `checkpoint_foreign` where the store holds a log of another name
   */
  plan(entries: readonly Uint8Array[]): Promise<LogAppend>;
  /** Plans and commits at once; answers the index of the first entry. @throws {ProvenanceError} `log_contended` */
  append(entries: readonly Uint8Array[]): Promise<number>;
  /**
   * Appends entries and proves each of them under the new checkpoint, once it is durable. When other processes append
   * meanwhile, it follows them, up to 20 times. @throws {ProvenanceError} `log_contended`
   */
  enter(entries: readonly Uint8Array[]): Promise<readonly Inclusion[]>;
}

/** A log in a store. It opens when it is first used; many processes may read one log, each as it is when it asks, and one at a time may append. */
export function createLog({ store, origin, signer, publicKey, prefix = "log/" }: LogOptions): Log {
  if (!/^[^\s+]{1,200}$/.test(origin))
    throw new TypeError("a log's origin has 1 to 200 characters, no spaces and no plus sign");
  const keys = logKeys(prefix);
  const position = createPosition(store, keys);

  async function plan(entries: readonly Uint8Array[]): Promise<LogAppend> {
    const before = await position.known();
    refuseForeign(before, origin);
    const { after, writes, root, prove } = grow(before, entries, keys);
    const checkpoint = await signCheckpoint({ origin, size: after.size, root }, signer, publicKey);
    const head: Write = { key: keys.head, value: formatHead(after.size, checkpoint), expected: before.headVersion };
    return {
      first: before.size,
      writes: [...writes, head],
      checkpoint,
      prove: (index) => ({
        entry: toBase64url(entries[index - before.size] ?? noEntry(index)),
        index,
        proof: prove(index),
        checkpoint,
      }),
      accept(versions) {
        position.become(accepted(after, checkpoint, versions));
      },
      abandon() {
        position.forget();
      },
    };
  }

  /** One attempt; nothing when another process was first. */
  async function committed(entries: readonly Uint8Array[]): Promise<LogAppend | undefined> {
    const planned = await plan(entries);
    const result = await store.commit(planned.writes).catch((error: unknown) => {
      planned.abandon();
      throw error;
    });
    if (result.committed) planned.accept(result.versions);
    else planned.abandon();
    return result.committed ? planned : undefined;
  }

  return {
    ...logReader(store, keys, origin, position.latest),
    plan,
    async append(entries) {
      return ((await committed(entries)) ?? contended(origin)).first;
    },
    async enter(entries) {
      for (let race = 0; race < MOST_RACES; race++) {
        const done = await committed(entries);
        if (done) return entries.map((_, at) => done.prove(done.first + at));
      }
      return contended(origin);
    },
  };
}

/** A log keeps its name: under another one its checkpoints would be those of a log that nobody has seen grow. */
function refuseForeign({ checkpoint, size }: LogState, origin: string): void {
  if (checkpoint === undefined || checkpoint.startsWith(`${origin}\n`)) return;
  const named = parseCheckpoint(checkpoint).origin;
  const message = `the store holds the log \`${named}\`, which does not go on as \`${origin}\`: name it as it was`;
  throw new ProvenanceError("checkpoint_foreign", message, { origin: named, size });
}

/** How often others may come first before that is called a failure. */
const MOST_RACES = 20;

function contended(origin: string): never {
  const message = `another process appended to the log \`${origin}\`: try again`;
  throw new ProvenanceError("log_contended", message, { origin }, { retryable: true });
}

const formatHead = (size: number, checkpoint: string): Uint8Array =>
  utf8(canonicalJson({ formatVersion: 1, size, checkpoint }));
