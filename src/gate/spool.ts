import { isJsonObject, parseJson } from "../foundation/index.ts";
import { put } from "../stores/index.ts";
import { admit } from "./admit.ts";
import type { House } from "./house.ts";

/** Whether the store answers: trying to admit while it does not would only spool the same events again. */
async function answers({ ledger }: House): Promise<boolean> {
  try {
    await ledger.read(0);
    return true;
  } catch {
    return false;
  }
}

/** Admits in full what passed while the store gave no answer, oldest first; stops at the first that still cannot be. */
export async function recoverSpool(house: House): Promise<number> {
  const spool = house.settings.degraded?.spool;
  if (!spool || !(await answers(house))) return 0;
  let recovered = 0;
  for await (const key of spool.keys("spool/")) {
    const stored = await spool.get(key);
    if (!stored) continue;
    const entry = parseJson(stored.value, { maxBytes: 16 * 1_048_576 });
    const { admission } = await admit(isJsonObject(entry) ? entry.input : "", {}, house);
    if (!admission.durable || admission.degraded) break;
    await put(spool, key, "deleted", stored.version);
    recovered += 1;
  }
  return recovered;
}
