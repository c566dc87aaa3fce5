import type { Event, JsonValue } from "../../foundation/index.ts";
import type { Repair, Step } from "../passage.ts";
import { inEvent, toReasons } from "./contract.ts";
import type { Stage } from "./stage.ts";

/** Does the data look as it has looked: the same fields, the same units? */
export const drift: Stage = {
  name: "drift",
  async run({ event, contract, stream, provenance, repair }, house) {
    if (!contract || provenance?.status !== "proven") return {};
    const { source, data } = event as Event;
    if (repair) return lookAlone(repair, data ?? null);
    const watch = await house.memory.watch(stream, source, contract);
    const findings = watch.inspect((data ?? null) as JsonValue).map(inEvent);
    if (findings.length === 0) return { findings: { drift: findings } };
    // In the same breath: the next event of the source moves the watch on.
    return { findings: { drift: findings }, reasons: toReasons("drift", findings), detector: watch.exhibit() };
  },
};

/** A repaired event is judged by itself: the suspicion that its like had raised does not count against it. */
function lookAlone({ look }: Repair, data: JsonValue): Step {
  const findings = look(data).map(inEvent);
  return { findings: { drift: findings }, reasons: toReasons("drift", findings) };
}
