import { type Clock, type Event, type Seal, seededRandom } from "../../../src/foundation/index.ts";
import { createGate, type Gate } from "../../../src/gate/index.ts";
import {
  createLog,
  createSeal,
  formatTrustedKeys,
  generateKey,
  keyDigest,
  localSigner,
  nextInStream,
  type PublicJwk,
  recordKeyEvent,
  type Signer,
  type StreamPlace,
  sealEvent,
  stateKeyEvent,
  type TrustedKeyEntry,
  trustedKeys,
} from "../../../src/provenance/index.ts";
import { memoryStore } from "../../../src/stores/index.ts";

const NAME = "keys.example/house";
const HOUR = 3_600_000;

/** Somebody with a key. */
interface Holder {
  readonly signer: Signer;
  readonly publicKey: PublicJwk;
  readonly entry: TrustedKeyEntry;
}

async function holder(principal: string, role: TrustedKeyEntry["roles"][number], sources: readonly string[]) {
  const { privateKey, publicKey } = await generateKey("Ed25519");
  const entry = { key: publicKey, principal, roles: [role], sources, validFrom: "2026-01-01T00:00:00.000Z" };
  return { signer: localSigner(privateKey), publicKey, entry } satisfies Holder;
}

/** What the verifier believes, and evidence that tells of the life of keys and numbers what a source says. */
export interface EvidenceOfKeys {
  readonly keys: string;
  readonly run: Uint8Array;
  readonly story: Uint8Array;
}

/**
 * A carrier whose key is pre-committed, rotated and then, as another's, found in other hands; between that it numbers
 * what it says. The verifier knows all keys and no end of any.
 */
export async function evidenceOfKeys(): Promise<EvidenceOfKeys> {
  let now = Date.parse("2026-03-31T00:00:00.000Z");
  const clock: Clock = { now: () => new Date(now) };
  const [old, next, thief] = [
    await holder("dhl", "source", ["carrier/*"]),
    await holder("dhl", "source", ["carrier/*"]),
    await holder("ups", "source", ["parcel/*"]),
  ];
  const approver = await holder("b.berg", "approver", []);
  const house = await holder(NAME, "receiver", []);
  const log = await holder(`${NAME} log`, "log", [NAME]);
  const trusted = trustedKeys([old, next, thief, approver, house, log].map(({ entry }) => entry));
  const store = memoryStore();
  const open = (): Gate =>
    createGate({ name: NAME, store, keys: { house, log, trusted }, clock, random: seededRandom(5) });

  const tell = async (key: PublicJwk, change: object, seal: Seal = createSeal([house.signer])): Promise<void> => {
    now += HOUR;
    const event = { formatVersion: 1, at: clock.now().toISOString(), ...change };
    const sealed = await stateKeyEvent(key, event as never, seal);
    await recordKeyEvent(store, createLog({ store, origin: NAME, ...log }), sealed);
  };
  let place: StreamPlace = { name: "shipments", sequence: 0 };
  const say = async ({ signer }: Holder, event: Event): Promise<void> => {
    now += HOUR;
    const envelope = await sealEvent(event, { signers: [signer], at: clock.now(), stream: place });
    place = nextInStream(place, envelope);
    await open().admit(envelope);
  };

  await say(old, eta(1));
  await tell(old.publicKey, { action: "precommit", next: keyDigest(next.publicKey) });
  await say(old, eta(2));
  await tell(old.publicKey, { action: "rotate", entry: next.entry }, createSeal([house.signer, next.signer]));
  await say(next, eta(3));
  await say(next, { ...eta(4), subject: "SHP-1" });
  await tell(thief.publicKey, { action: "compromise", from: clock.now().toISOString() });
  const gate = open();
  return {
    keys: JSON.stringify(formatTrustedKeys(trusted)),
    run: await gate.evidenceOfRun("keys"),
    story: await gate.evidence("SHP-1"),
  };
}

const eta = (number: number): Event =>
  ({
    specversion: "1.0",
    id: `eta-${number}`,
    source: "carrier/dhl",
    type: "shipment.eta.changed",
    subject: `SHP-${number}`,
    data: { shipment: `SHP-${number}`, etaMinutes: 10 * number },
  }) as Event;
