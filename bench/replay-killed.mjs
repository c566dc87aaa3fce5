/**
 * `node bench/replay-killed.mjs [--events 100000] [--kills 5] [--json]`: holds events in a store of files, lets a process
 * replay them, kills it without warning at random points, lets another one go on, and counts. The effect is a file with
 * one line for each idempotency key; a key that is there already is recognised, as a table with a unique key would.
 *
 * Exit: 0 nothing lost and nothing twice, 1 otherwise. Reads dist: build first.
 */
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { toKeyHolder } from "../dist/esm/gate/index.js";
import { createGate } from "../dist/esm/index.js";
import { createSeal, generateKey, trustedKeys } from "../dist/esm/provenance/index.js";
import { fileSystemStore } from "../dist/esm/stores/index.js";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "100000" },
    kills: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    child: { type: "string" },
  },
});
const EVENTS_PER_KEY = 20;
const AT_ONCE = 64;

const contract = {
  formatVersion: 1,
  id: "shipment-eta",
  version: "1.0.0",
  owner: "logistics",
  tier: "low",
  schema: { type: "object", required: ["etaMinutes"], properties: { etaMinutes: { type: "integer", maximum: 1_440 } } },
};
const policy = {
  formatVersion: 1,
  id: "receiving",
  version: "1.0.0",
  owner: "controlling",
  rules: [
    {
      name: "what keeps its contract flows",
      conditions: { all: [{ fact: "contract", path: "$.status", operator: "equal", value: "kept" }] },
      event: { type: "allow" },
    },
  ],
};

const eventOf = (nr) => ({
  specversion: "1.0",
  id: `eta-${nr}`,
  source: "carrier/dhl",
  type: "shipment.eta.changed",
  subject: `SHP-${Math.floor(nr / EVENTS_PER_KEY)}`,
  data: { etaMinutes: 3_600 + 60 * (nr % 600) },
});

async function open(folder) {
  const { house, log, owner } = JSON.parse(readFileSync(join(folder, "keys.json"), "utf8"));
  const store = fileSystemStore(join(folder, "store"));
  const [houseKey, logKey, ownerKey] = [house, log, owner].map(toKeyHolder);
  const validFrom = "2020-01-01T00:00:00.000Z";
  const trusted = trustedKeys([{ key: ownerKey.publicKey, principal: "logistics", roles: ["approver"], validFrom }]);
  const gate = createGate({
    name: "bench.example/house",
    store,
    keys: { house: houseKey, log: logKey, trusted },
    contracts: [contract],
    policies: [policy],
    streams: [{ name: "eta", preset: "strict", contract: "shipment-eta" }],
    limits: { maxHeld: 1_000_000 },
  });
  const close = async () => {
    await gate.close();
    await store.close();
  };
  return { gate, ownerKey, close };
}

// ── the process that is killed ───────────────────────────────────────────────────────────────────────────────────────

async function replayIn(folder) {
  const { gate, close } = await open(folder);
  const plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"));
  const effects = effectsIn(folder);
  const report = await gate.replay(plan, async (event, { idempotencyKey }) => effects.once(idempotencyKey, event), {
    concurrency: AT_ONCE,
    retryUncertain: true,
    onProgress: ({ replayed }) => process.send(replayed),
  });
  effects.close();
  await close();
  if (report.stays + report.failed > 0) process.exitCode = 1;
}

/** A table with a unique key, as a file: a line that was cut short by a kill was not written. */
function effectsIn(folder) {
  const file = join(folder, "effects.txt");
  const known = new Set(linesOf(file).map((line) => line.split(" ")[0]));
  const [out, again] = [openSync(file, "a"), openSync(join(folder, "again.txt"), "a")];
  return {
    once(key, { causationid, id }) {
      if (known.has(key)) return writeSync(again, ".");
      known.add(key);
      return writeSync(out, `${key} ${causationid ?? id}\n`);
    },
    close: () => [out, again].map(closeSync),
  };
}

const linesOf = (file) => (existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : []);

// ── the one that counts ──────────────────────────────────────────────────────────────────────────────────────────────

async function main() {
  const [events, kills] = [Number(values.events), Number(values.kills)];
  const folder = mkdtempSync(join(tmpdir(), "countersign-replay-"));
  try {
    const heldRate = await perSecond(events, () => hold(folder, events));
    let killed = 0;
    const rate = await perSecond(events, async () => {
      for (const target of targetsIn(events, kills)) if (await runUntil(folder, target)) killed += 1;
      await runUntil(folder, Number.POSITIVE_INFINITY);
    });
    conclude(await count(folder, events), { events, killed, rate, heldRate });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Numbers of effects at which a process is killed, anywhere. */
const targetsIn = (events, kills) =>
  Array.from({ length: kills }, () => Math.floor(Math.random() * events)).sort((a, b) => a - b);

async function perSecond(events, work) {
  const began = performance.now();
  await work();
  return Math.round((events * 1_000) / (performance.now() - began));
}

async function hold(folder, events) {
  const keys = {};
  for (const name of ["house", "log", "owner"]) keys[name] = (await generateKey("Ed25519")).privateKey;
  writeFileSync(join(folder, "keys.json"), JSON.stringify(keys), { mode: 0o600 });
  const { gate, ownerKey, close } = await open(folder);
  for (let from = 0; from < events; from += 256) {
    const batch = Array.from({ length: Math.min(256, events - from) }, (_, at) => gate.admit(eventOf(from + at)));
    for (const { outcome } of await Promise.all(batch)) if (outcome !== "held") throw new Error(`it was ${outcome}`);
    progress(`${from} of ${events} events held …`);
  }
  await approve(folder, gate, ownerKey);
  await close();
}

async function approve(folder, gate, ownerKey) {
  const repairs = await gate.repairs();
  const { contract: named } = (
    await (await gate.shelf()).show((await (await gate.shelf()).list({ limit: 1 })).items[0].id)
  ).capsule;
  const { plan, statement } = await repairs.submit({
    formatVersion: 1,
    contract: named,
    selection: { codes: ["value_out_of_range"], path: "/etaMinutes", source: "carrier/dhl" },
    operations: [{ op: "divide", path: "/etaMinutes", by: "60" }],
    owners: ["logistics"],
    proposedBy: "bench",
    proposedAt: new Date().toISOString(),
    reason: "the carrier sends seconds",
  });
  const body = { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: new Date().toISOString() };
  const subject = [{ name: "statement", digest: { sha256: statement } }];
  await repairs.approve(await createSeal([ownerKey.signer])("urn:countersign:predicate:approval:1", subject, body));
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
}

/** Runs a replay until so many effects have happened, and kills it then; answers whether it was still running. */
function runUntil(folder, target) {
  const before = linesOf(join(folder, "effects.txt")).length;
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "--child", folder], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let killed = false;
  child.on("message", (replayed) => {
    progress(`${before + replayed} replayed …`);
    if (before + replayed < target || killed) return;
    killed = true;
    // A moment later, so that it is hit wherever it happens to be.
    setTimeout(() => child.kill("SIGKILL"), Math.random() * 20);
  });
  return new Promise((resolve, reject) =>
    child.once("exit", (code, signal) => {
      if (signal === "SIGKILL" || code === 0) resolve(signal === "SIGKILL");
      else reject(new Error(`the replay ended with ${code ?? signal}`));
    }),
  );
}

async function count(folder, events) {
  const { gate, close } = await open(folder);
  const held = (await (await gate.shelf()).room()).held;
  await close();
  const causes = linesOf(join(folder, "effects.txt")).map((line) => line.split(" ")[1]);
  const order = causes.map((cause) => Number(cause.slice("eta-".length)));
  const last = new Map();
  let outOfOrder = 0;
  for (const nr of order) {
    const key = Math.floor(nr / EVENTS_PER_KEY);
    if ((last.get(key) ?? -1) > nr) outOfOrder += 1;
    last.set(key, nr);
  }
  const distinct = new Set(causes).size;
  const again = existsSync(join(folder, "again.txt")) ? readFileSync(join(folder, "again.txt")).length : 0;
  return { effects: causes.length, lost: events - distinct, twice: causes.length - distinct, outOfOrder, again, held };
}

function conclude(counts, { events, killed, rate, heldRate }) {
  if (values.json) console.log(JSON.stringify({ events, killed, ...counts, rate, heldRate }));
  else {
    const { effects, lost, twice, outOfOrder, again, held } = counts;
    console.log(
      `${events} held events replayed, killed ${killed} times: ${effects} effects, lost ${lost}, twice ${twice}`,
    );
    console.log(
      `out of order ${outOfOrder}, recognised when asked again ${again}, still held ${held}, ${rate} events/s; held at ${heldRate}/s`,
    );
  }
  if (counts.lost + counts.twice + counts.outOfOrder + counts.held > 0) process.exitCode = 1;
}

const progress = (text) => process.stderr.isTTY && process.stderr.write(`\r\u001b[2K${text}`);

if (values.child !== undefined) await replayIn(values.child);
else await main();
