import { drafts, requiredCases } from "../../json-schema.ts";
import type { Suite } from "../../suite.ts";

const suite: Suite = {
  name: "json-schema-2019-09",
  room: "contracts",
  run: (vectors) => requiredCases(vectors, drafts.draft2019),
};
export default suite;
