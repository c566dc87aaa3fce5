import { readFileSync } from "node:fs";
import { join } from "node:path";
import { askBoth } from "../../evidence/both.ts";
import { insiderMoves, resealed } from "../../evidence/insider.ts";
import { inWords } from "../../evidence/outcome.ts";
import { type Case, failed, type Note, noted, passed, type Suite } from "../../suite.ts";

/**
 * Evidence that was altered by whoever holds the house's key and the log's, and signed anew: what sources, other parties
 * and the log still show, and what no file can show by itself. Both verifiers say the same.
 */
const suite: Suite = {
  name: "insider",
  room: "evidence",
  async *run(): AsyncIterable<Case | Note> {
    const mutants = await Promise.all(
      insiderMoves.map(async (move) => ({ id: move.name, bytes: await resealed(move), move })),
    );
    const keys = readFileSync(join(process.cwd(), "test/golden/trusted-keys.json"), "utf8");
    const moves = new Map(mutants.map(({ id, move }) => [id, move]));
    for await (const [{ id }, { ours, second }] of askBoth(
      { name: "insider", bytes: new Uint8Array(), keys },
      mutants,
    )) {
      const expected = moves.get(id)?.foundBy ?? [];
      const found = [...new Set(ours.failing.map((one) => one.split(" ")[1] as string))].sort();
      const agree = second === undefined || inWords(second) === inWords(ours);
      const right = agree && found.join() === [...expected].sort().join();
      yield right ? passed(id) : failed(id, `${inWords(ours)}; the second verifier: ${second && inWords(second)}`);
      yield noted(expected.length > 0 ? `found: ${id} (${found.join(", ")})` : `NOT found: ${id}`);
    }
  },
};
export default suite;
