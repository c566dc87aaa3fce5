import { spawnSync } from "node:child_process";

/** What `openssl speed` says of Ed25519 on this machine, now: signatures made and verified in a second; or that it is not here. */
export function opensslSpeed() {
  const { stdout = "", error } = spawnSync("openssl", ["speed", "-seconds", "1", "ed25519"], { encoding: "utf8" });
  const [, sign, verify] = /EdDSA.*Ed25519\)\s+\S+\s+\S+\s+([\d.]+)\s+([\d.]+)/.exec(stdout) ?? [];
  if (error || sign === undefined) return "no openssl here";
  return `openssl speed: ${Math.round(sign)} signed, ${Math.round(verify)} verified per s`;
}
