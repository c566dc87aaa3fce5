import { createGate } from "../../../../src/gate/index.ts";
import { bytesAt, type Case, compared, failed, filesAt, type Suite } from "../../suite.ts";

/** All of JSONTestSuite handed to a gate. None of it is an event: whatever it is, the gate answers, and accepts nothing. */
const suite: Suite = {
  name: "hostile-text",
  room: "gate",
  async *run(vectors): AsyncIterable<Case> {
    const folder = `${vectors}/provenance/JSONTestSuite/test_parsing`;
    const gate = createGate({ streams: [{ name: "all", preset: "strict" }] });
    for (const file of filesAt(folder)) yield await judge(file, () => gate.admit(bytesAt(folder, file)));
    await gate.close();
  },
};
export default suite;

async function judge(file: string, admit: () => Promise<{ outcome: string; heldFor?: string }>): Promise<Case> {
  try {
    const { outcome, heldFor } = await admit();
    return compared(file, `${outcome} ${heldFor}`, "held dead-letter");
  } catch (error) {
    return failed(file, `the gate threw ${String(error)}`);
  }
}
