export { type Input, toCase } from "./verify.ts";
