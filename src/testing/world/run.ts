import type { Clock } from "../../foundation/index.ts";
import type { Admission, Gate } from "../../gate/index.ts";
import { type Reconciliation, reconcile } from "../../reconcile/index.ts";
import { type FaultName, faultKinds } from "./faults.ts";
import type { Delivery, Posting, World } from "./world.ts";

/** How one kind of fault fared: those in the world, those that were stopped or recognised, those that were not, and good events stopped for its reason. */
export interface FaultScore {
  readonly kind: FaultName;
  readonly injected: number;
  readonly caught: number;
  readonly missed: number;
  readonly false: number;
}

/** How a world fared at a gate. */
export interface WorldResult {
  readonly seed: number;
  /** Events that reached an outcome. */
  readonly events: number;
  readonly outcomes: Readonly<Record<Admission["outcome"], number>>;
  readonly faults: readonly FaultScore[];
  readonly reconciliation: Reconciliation;
  /** The last answer to each event that was not accepted, with what the world knows of it. */
  readonly stopped: readonly { readonly admission: Admission; readonly fault?: FaultName }[];
}

/** Who is told how far the run has come. */
export interface RunWorldOptions {
  /** Told each answer, in the order of the deliveries. */
  readonly onAnswer?: (input: unknown, admission: Admission) => void;
  readonly onProgress?: (done: number, of: number) => void;
}

/** A clock that the world moves. */
export function worldClock(world: World): Clock & { move(to: Date): void } {
  let now = world.from;
  return {
    now: () => now,
    move(to) {
      now = to;
    },
  };
}

/** Most deliveries that are under way at a time, as from a consumer that fetches them in batches. */
const BATCH = 32;

/** Sends a world through a gate, reconciles what the warehouse reported with what the ERP booked, and scores the answers against the truth. */
export async function runWorld(
  world: World,
  gate: Gate,
  clock: ReturnType<typeof worldClock>,
  { onAnswer, onProgress }: RunWorldOptions = {},
): Promise<WorldResult> {
  const answers: Answer[] = [];
  for (const batch of batches(world.deliveries)) {
    clock.move((batch.at(-1) as Delivery).at);
    const answered = await Promise.all(
      batch.map(async (delivery) => ({ delivery, admission: await send(delivery, gate) })),
    );
    for (const { delivery, admission } of answered) onAnswer?.(delivery.input, admission);
    answers.push(...answered);
    onProgress?.(answers.length, world.deliveries.length);
  }
  const reconciliation = await reconcilePostings(world);
  const last = lastAnswers(answers);
  return {
    seed: world.seed,
    events: answers.filter(({ delivery }) => delivery.kind === "event").length,
    outcomes: countOutcomes(last),
    faults: faultKinds.map(({ kind }) => score(kind, world, last, reconciliation)),
    reconciliation,
    stopped: last
      .filter(({ admission }) => admission.outcome !== "accepted")
      .map(({ admission, delivery: { fault } }) => ({ admission, ...(fault && { fault }) })),
  };
}

/** An approval goes alone: it must not overtake the change that it is about. */
function* batches(deliveries: readonly Delivery[]): Iterable<readonly Delivery[]> {
  let batch: Delivery[] = [];
  for (const delivery of deliveries) {
    if (batch.length === BATCH || (batch.length > 0 && delivery.kind === "approval")) {
      yield batch;
      batch = [];
    }
    batch.push(delivery);
    if (delivery.kind === "approval") {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

interface Answer {
  readonly delivery: Delivery;
  readonly admission: Admission;
}

const send = ({ kind, input, options }: Delivery, gate: Gate): Promise<Admission> =>
  kind === "approval" ? gate.approve(input) : gate.admit(input, options);

/** An approval answers for the event that it is about: what counts is how that event stands in the end. */
function lastAnswers(answers: readonly Answer[]): readonly Answer[] {
  const decided = new Map(
    answers
      .filter(({ delivery }) => delivery.kind === "approval")
      .map(({ admission }) => [admission.statement, admission]),
  );
  return answers
    .filter(({ delivery }) => delivery.kind === "event")
    .map(({ delivery, admission }) => ({ delivery, admission: decided.get(admission.statement) ?? admission }));
}

function countOutcomes(answers: readonly Answer[]): WorldResult["outcomes"] {
  const outcomes = { accepted: 0, held: 0, refused: 0 };
  for (const { admission } of answers) outcomes[admission.outcome] += 1;
  return outcomes;
}

function reconcilePostings({ receipts, postings, until }: World): Promise<Reconciliation> {
  return reconcile(
    receipts,
    postings,
    {
      formatVersion: 1,
      name: "goods receipts",
      sides: { left: "wms", right: "erp" },
      key: [{ left: "/receipt" }],
      fields: [{ left: "/quantity", as: "decimal" }],
      time: { left: "/postedAt", settleMs: 4 * 3_600_000 },
    },
    { at: until },
  );
}

/** Which codes speak of which fault, so that a good event that is stopped is counted where it belongs. */
const codesOf: Readonly<Record<FaultName, readonly string[]>> = {
  altered_payload: ["data_match", "attributes_match"],
  forged_source: ["signature_valid", "signer_source", "signer_role"],
  duplicate_delivery: ["identity_reused"],
  unit_switch: ["unit_suspected", "unit_changed"],
  renamed_field: ["shape_changed", "field_missing", "field_unexpected"],
  broken_arithmetic: ["relation_broken"],
  single_person_bank_change: ["approval_missing"],
  lost_posting: [],
};

function score(kind: FaultName, world: World, answers: readonly Answer[], reconciliation: Reconciliation): FaultScore {
  if (kind === "lost_posting") return scorePostings(world, reconciliation);
  const faulty = answers.filter(({ delivery }) => delivery.fault === kind);
  // Of two copies that are under way together either may arrive first: one of them must be recognised as the other.
  const repeated = new Set(
    answers.filter(({ admission }) => admission.duplicate).map(({ admission }) => admission.event.id),
  );
  const isCaught = ({ admission: { outcome, event } }: Answer): boolean =>
    kind === "duplicate_delivery" ? repeated.has(event.id) : outcome !== "accepted";
  const caught = faulty.filter(isCaught).length;
  const wrong = answers.filter(({ delivery, admission }) => !delivery.fault && isStoppedFor(kind, admission)).length;
  return { kind, injected: world.injected[kind], caught, missed: faulty.length - caught, false: wrong };
}

const isStoppedFor = (kind: FaultName, { outcome, reasons }: Admission): boolean =>
  outcome !== "accepted" && codesOf[kind].includes(reasons[0]?.code ?? "");

function scorePostings({ receipts, postings, injected }: World, { breaks }: Reconciliation): FaultScore {
  const booked = new Set(postings.map(({ receipt }: Posting) => receipt));
  const lost = new Set(receipts.filter(({ receipt }) => !booked.has(receipt)).map(({ receipt }) => receipt));
  const found = breaks
    .filter(({ kind, verdict }) => kind === "missing_right" && verdict === "defect")
    .map(({ key }) => key["/receipt"] ?? "");
  const caught = found.filter((receipt) => lost.has(receipt)).length;
  return {
    kind: "lost_posting",
    injected: injected.lost_posting,
    caught,
    missed: lost.size - caught,
    false: breaks.length - caught,
  };
}
