import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installedFolder, node } from "../cli/project.ts";
import { startCapService } from "./cap-service.ts";

const example = new URL("../../examples/cap/", import.meta.url).pathname;
const service = {
  "db/schema.cds": "entity Shipments { key shipment : String(40); etaMinutes : Integer; reason : String(200); }",
  "srv/shipping.cds": `using {Shipments as Stored} from '../db/schema';
using {countersign} from '../db/countersign';
service Shipping @(path: '/shipping') { entity Shipments as projection on Stored; entity Intents as projection on countersign.Intents; }`,
};
const implementations = {
  module: `import cds from "@sap/cds";
import { guard } from "../consumer.js";
export default (srv) => guard(cds, srv, "Shipments");`,
  commonjs: `const { guard } = require("../consumer.js");
module.exports = (srv) => guard(require("@sap/cds"), srv, "Shipments");`,
};

describe("the consumer that init writes for CAP", () => {
  let installed: Awaited<ReturnType<typeof installedFolder>>;
  beforeAll(async () => {
    installed = await installedFolder();
  });
  afterAll(() => installed?.remove());

  it.each(["module", "commonjs"] as const)("commits with the request, %s", async (type) => {
    const folder = join(installed.folder, `shipping-${type}`);
    const modules = join(example, "node_modules");
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    for (const name of readdirSync(modules).filter((one) => one !== "countersign"))
      symlinkSync(join(modules, name), join(folder, "node_modules", name));
    const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
    write("package.json", JSON.stringify({ ...JSON.parse(readFileSync(join(example, "package.json"), "utf8")), type }));
    const cli = (...args: string[]) => node(folder, "../node_modules/countersign/dist/esm/cli/main.js", ...args);
    expect(cli("init", "--host", "cap").code).toBe(0);
    for (const name of ["data", "srv"]) mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(service)) write(file, text);
    write("srv/shipping.js", implementations[type]);
    expect(node(folder, "node_modules/@sap/cds/bin/deploy.js")).toMatchObject({ code: 0 });

    const observing = await shipping(folder);
    const shipment = "SHP-1";
    expect((await observing.send("POST", "Shipments", { shipment, etaMinutes: 5 })).status).toBe(201);
    expect((await observing.send("PATCH", `Shipments('${shipment}')`, { etaMinutes: -7 })).status).toBe(200);
    const { value } = (await (await observing.send("GET", "Intents")).json()) as { value: unknown[] };
    const settled = { source: "cap/carrier-eta", subject: shipment, settledAt: expect.any(String) };
    expect(value).toEqual([expect.objectContaining(settled), expect.objectContaining(settled)]);
    expect(await observing.end()).toContain("enforced, it would be held in quarantine: `/after/etaMinutes`");

    expect(cli("enforce", "carrier-eta").code).toBe(0);
    const enforcing = await shipping(folder);
    expect((await enforcing.send("PATCH", `Shipments('${shipment}')`, { etaMinutes: -8 })).status).toBe(422);
    expect((await enforcing.send("PATCH", `Shipments('${shipment}')`, { etaMinutes: 9 })).status).toBe(200);
    await enforcing.end();
  });
});

async function shipping(folder: string) {
  const service = await startCapService(folder, { NODE_ENV: "" });
  const headers = { "content-type": "application/json", authorization: `Basic ${btoa("a.adams:")}` };
  return {
    send: (method: string, path: string, body?: object) =>
      fetch(`${service.address}/shipping/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }),
    /** What it said, once it is gone. */
    async end() {
      await service.end("SIGTERM");
      return service.said();
    },
  };
}
