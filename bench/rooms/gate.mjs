import { equal } from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { flattenedVerify, importJWK } from "jose";
import { createGate, toKeyHolder } from "../../dist/esm/gate/index.js";
import { generateKey, localSigner, sealEvent, trustedKeys } from "../../dist/esm/provenance/index.js";
import { fileSystemStore, memoryStore } from "../../dist/esm/stores/index.js";
import { together } from "../lib/callers.mjs";
import { appendOnlyFile, bytesIn, withFolder } from "../lib/disk.mjs";
import { orderContract, orderOf, orderSchema } from "../lib/order.mjs";

const kinds = [
  { name: "admit at 64 callers", callers: 64, isDurable: true },
  { name: "admit at 1 caller", callers: 1, isDurable: true },
  { name: "admit at 64 callers, store in memory", callers: 64, isDurable: false },
];

/** How many events one call admits. */
const eventsFor = (callers) => (callers === 1 ? 8 : 4 * callers);

const policy = {
  formatVersion: 1,
  id: "receiving",
  version: "1",
  owner: "purchasing",
  facts: { "event.data.leadMinutes": "decimal" },
  rules: [
    {
      name: "what is of low impact flows when its contract is kept",
      conditions: {
        all: [
          { fact: "tier", operator: "equal", value: "low" },
          { fact: "contract.status", operator: "equal", value: "kept" },
        ],
      },
      event: { type: "allow" },
    },
  ],
};

export default () => withFolder(comparisons);

async function* comparisons(folder) {
  const source = await generateKey("Ed25519");
  const erp = { key: source.publicKey, principal: "erp", roles: ["source"], sources: ["erp/**"] };
  const trusted = trustedKeys([{ ...erp, validFrom: "2020-01-01T00:00:00Z" }]);
  const houseKeys = { house: await holder("ES256"), log: await holder("Ed25519"), trusted };
  const sealed = sealer(localSigner(source.privateKey));
  const parts = await partsOf(source.publicKey);

  for (const { name, callers, isDurable } of kinds) {
    const here = join(folder, name);
    mkdirSync(here);
    const store = isDurable ? fileSystemStore(join(here, "store")) : memoryStore();
    const gate = createGate(configOf(store, houseKeys));
    yield* admission({ name, gate, sealed, parts, callers, isDurable, here });
    await gate.close();
    await store.close();
  }
}

const holder = async (algorithm) => {
  const { privateKey } = await generateKey(algorithm);
  return toKeyHolder(privateKey);
};

function configOf(store, keys) {
  const leadMinutes = { ...orderSchema.properties.leadMinutes, "x-unit": "min" };
  const schema = { ...orderSchema, properties: { ...orderSchema.properties, leadMinutes } };
  return {
    name: "acme.example/receiving",
    store,
    keys,
    contracts: [orderContract(schema)],
    policies: [policy],
    streams: [{ name: "orders", source: "erp/**", preset: "strict", contract: "purchase-order" }],
  };
}

/** Signed orders, no two of them the same, as JSON text. */
function sealer(signer) {
  let made = 0;
  const sealOne = () => {
    const number = made++;
    const at = new Date();
    const data = orderOf(number);
    const event = {
      specversion: "1.0",
      id: `order-${number}`,
      source: "erp/orders",
      type: "order.released",
      subject: data.orderNumber,
      time: at.toISOString(),
      data,
    };
    return sealEvent(event, { signers: [signer], at });
  };
  return async (count) => {
    const envelopes = await Promise.all(Array.from({ length: count }, sealOne));
    return envelopes.map((envelope) => JSON.stringify(envelope));
  };
}

/** What no gate can do without: a right signature, data that keeps to its schema, and bytes that are durable. */
async function partsOf(publicKey) {
  const key = await importJWK(publicKey, "Ed25519");
  const compiler = new Ajv2020({ strict: true, allowUnionTypes: true, ownProperties: true });
  addFormats.default(compiler, ["date", "date-time", "email"]);
  const isValid = compiler.compile(orderSchema);
  return async ({ event, payload, signatures: [signature] }) => {
    await flattenedVerify({ payload, ...signature }, key, { algorithms: ["Ed25519"] });
    if (!isValid(event.data)) throw new Error("the order does not keep to its schema");
  };
}

async function* admission({ name, gate, sealed, parts, callers, isDurable, here }) {
  const events = eventsFor(callers);
  const admit = async (text) => {
    const { outcome, durable, sentence } = await gate.admit(text);
    if (outcome !== "accepted" || !durable) throw new Error(sentence);
  };
  const admitAll = (texts) => together(callers, texts, admit);
  // Fills the gate's caches and drift watch, and shows how many bytes an admission writes.
  await admitAll(await sealed(256));
  const batch = new Uint8Array(Math.ceil(bytesIn(here) / 256) * callers);
  const file = isDurable ? await appendOnlyFile(join(here, "raw")) : undefined;
  const passAll = async (envelopes) => {
    for (let first = 0; first < envelopes.length; first += callers) {
      await Promise.all(envelopes.slice(first, first + callers).map(parts));
      await file?.append(batch);
    }
  };

  let admitting = [];
  let passing = [];
  yield {
    name,
    unit: "µs",
    peer: `signature (jose), schema (ajv)${isDurable ? ", share of one fdatasync" : ""} (floor)`,
    target: 0.5,
    items: events,
    ours: {
      // Each event is admitted once: the second time it would only be recognised.
      prepare: async (calls) => {
        admitting = [];
        for (let call = 0; call < calls; call++) admitting.push(await sealed(events));
      },
      call: (at) => admitAll(admitting[at]),
    },
    theirs: {
      prepare: async () => {
        passing = (await sealed(events)).map((text) => JSON.parse(text));
      },
      call: () => passAll(passing),
    },
    same: async () => {
      const texts = await sealed(callers);
      await admitAll(texts);
      await passAll(texts.map((text) => JSON.parse(text)));
      equal((await gate.admit(texts[0])).duplicate, true);
    },
  };
  await file?.close();
}
