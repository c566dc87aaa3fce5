/** Signs an approval of a held change with a person's own key, and sends it: `npm run approve -- b.berg STATEMENT`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { approvalPredicate, createSeal, localSigner, predicateType } from "countersign/provenance";

const [person, statement, server = "http://localhost:4004"] = process.argv.slice(2);
if (!person || !/^[0-9a-f]{64}$/.test(statement ?? "")) {
  console.error("usage: npm run approve -- PERSON STATEMENT [SERVER]");
  process.exit(2);
}
const file = fileURLToPath(new URL(`../data/keys/${person}.jwk.json`, import.meta.url));
const seal = createSeal([localSigner(JSON.parse(readFileSync(file, "utf8")))]);
const approval = await seal(predicateType(approvalPredicate), [{ name: "statement", digest: { sha256: statement } }], {
  formatVersion: 1,
  verdict: "approve",
  role: "approver",
  approvedAt: new Date().toISOString(),
});
const response = await fetch(`${server}/purchasing/approve`, {
  method: "POST",
  headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${person}:`)}` },
  body: JSON.stringify({ envelope: JSON.stringify(approval) }),
});
const { outcome, sentence, error } = await response.json();
console.log(error ? error.message : `${outcome}: ${sentence}`);
process.exitCode = outcome === "accepted" ? 0 : 3;
