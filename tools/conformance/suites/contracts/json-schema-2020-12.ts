import { drafts, requiredCases } from "../../json-schema.ts";
import type { Suite } from "../../suite.ts";

const suite: Suite = {
  name: "json-schema-2020-12",
  room: "contracts",
  run: (vectors) => requiredCases(vectors, drafts.draft2020),
};
export default suite;
