import type { CaseModel, ReportModel } from "../../src/report/index.ts";

const at = "2026-03-25T04:00:00.000Z";
const verdict = {
  status: "refuted",
  checks: [{ status: "refuted", code: "parts_complete", sentence: "part 3 is not as the manifest lists it" }],
  notChecked: ["whether what the sources say is true"],
} as const;

/** A report with something in every place. */
export const report: ReportModel = {
  title: "March",
  madeAt: at,
  period: { from: "2026-03-01T00:00:00.000Z", until: "2026-04-01T00:00:00.000Z" },
  outcomes: { accepted: 2_971, held: 281, refused: 16 },
  duplicates: 58,
  reasons: [{ code: "unit_changed", outcome: "held", count: 177, example: "`/etaMinutes` is in `s`" }],
  faults: [{ about: "minutes became seconds", injected: 192, caught: 190, missed: 2, false: 0 }],
  series: [
    {
      source: "carrier/dhl",
      field: "/data/etaMinutes",
      points: [
        { at: "2026-03-02T00:00:00.000Z", value: 90, stopped: false },
        { at: "2026-03-24T00:00:00.000Z", value: 110, stopped: false },
        ...Array.from({ length: 5 }, () => ({ at, value: 5_400, stopped: true })),
      ],
      seen: 819,
      stopped: { from: at, until: at, count: 1 },
      sentence: "held in quarantine: 60 times as large",
    },
  ],
  trust: [
    { source: "carrier/dhl", points: [{ at, score: 0.4, state: "suppressed" }], sentence: "suppressed: failures" },
  ],
  differences: [
    {
      plan: "goods receipts",
      left: "wms",
      right: "erp",
      matched: 936,
      causes: [
        {
          verdict: "defect",
          sentence: "7 rows are not there",
          rows: 7,
          atRisk: ["12.50 EUR"],
          proposal: [{ op: "replace", path: "/quantity", value: "302" }],
          examples: [{ key: "GR-000070", left: "quantity 302" }],
        },
      ],
    },
  ],
  lineage: {
    record: "erp delivery 80001234",
    first: "carrier/dhl shipment SH-1",
    steps: [{ by: "eta-mapping (3)", at, inputs: ["carrier/dhl shipment SH-1"], outputs: ["erp delivery 80001234"] }],
    consumers: [{ name: "warehouse", at }],
    open: ["nobody recorded where it comes from"],
  },
  verdict,
  files: [{ path: "evidence.json", about: "the evidence" }],
};

/** A case with something in every place. */
export const theCase: CaseModel = {
  verdict,
  digest: "ab".repeat(32),
  about: "SUP-131",
  madeAt: at,
  audience: "internal",
  keys: [
    {
      keyId: "3Gksr38",
      principal: "b.berg",
      algorithm: "ES256",
      roles: ["approver"],
      sources: ["erp/*"],
      validFrom: at,
      validUntil: at,
    },
  ],
  keysAlong: true,
  story: [
    {
      kind: "event",
      at,
      title: "supplier.bank.changed",
      outcome: "held",
      source: "erp/suppliers",
      sentences: ["held for review"],
      codes: ["approval_missing"],
      signers: [{ keyId: "3Gksr38", principal: "b.berg" }, { keyId: "stranger" }],
      data: '{"iban":"DE89"}',
    },
  ],
};

/** The same value with another text in place of every text, one at a time. */
export function* withEachText<Value>(value: Value, text: string): Generator<Value> {
  if (typeof value === "string") yield text as Value;
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value))
    for (const changed of withEachText(member, text))
      yield (
        Array.isArray(value)
          ? value.map((one, index) => (String(index) === name ? changed : one))
          : { ...value, [name]: changed }
      ) as Value;
}
