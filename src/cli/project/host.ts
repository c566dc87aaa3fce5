import type { Contract } from "../../contracts/index.ts";
import type { Sample } from "./sample.ts";

/** What a consumer is written for. */
export interface Place {
  /** The stream's name: lower-case letters, digits and hyphens. */
  readonly stream: string;
  readonly source: string;
  readonly type: string;
  /** Pointer of the business key, where the data has one. */
  readonly subject?: string;
}

/** Names, and the module that they come from. */
export type Import = readonly [names: string, from: string];

/** One kind of host that `countersign init` writes a consumer for. To add one, write its file and list it in `hosts/`. */
export interface Host {
  /** What the packages of its client are called, that have to be installed beside countersign. */
  readonly packages: readonly string[];
  /** How its consumer is run for good, for people. */
  readonly run: string;
  readonly imports: readonly Import[];
  /** Whoever asked has the answer at once and asks again with what is right: that need not wait behind what was wrong. */
  readonly urgent?: true;
  /** Further files that it needs, by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  /** What its events say about the records of a sample. Without it, a record is the data of an event. */
  toEventData?(sample: Sample): Sample;
  /** The consumer's code below its imports, for ES modules and CommonJS alike. */
  code(place: Place, contract: Contract): string;
}

/** The channel of a place, as code. Everything from outside becomes code as JSON only. */
export function channelOf({ source, type, subject }: Place): string {
  const members = Object.entries({ source, type, ...(subject !== undefined && { subject }) });
  return `{ ${members.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")} }`;
}

/** The beginning of every consumer. */
export const gateFor = ({ stream }: Place): string =>
  `const gate = createGate("./countersign.json"); // observes until \`countersign enforce ${stream}\``;

/** The rows of the rehearsal, one after the other through the same code as real messages. */
export const rehearsal = (
  message: string,
  about = "Without a host: the rows of rehearsal.jsonl, in the place of messages. They have the same effect.",
): string => `/** ${about} */
async function rehearse() {
  const lines = readFileSync("rehearsal.jsonl", "utf8").split("\\n").filter(Boolean);
  let stopped = 0;
  for (const [at, line] of lines.entries()) {
    const { outcome, wouldBe } = await take(${message});
    if (wouldBe || outcome !== "accepted") stopped += 1;
  }
  await gate.close();
  console.log(\`\${lines.length} messages, \${stopped} of them not in order\`);
}`;

/** The end of every consumer: for good where a variable says where the host is, else a rehearsal. */
export const main = (variable: string): string => `const work = process.env.${variable} ? consume() : rehearse();
work.catch((error) => {
  console.error(error);
  process.exitCode = 1;
});`;

/** What happens with one message of a broker. */
export const taken = (place: Place): string => `const channel = ${channelOf(place)};

async function take(message) {
  const event = toEvent(message, channel);
  const result = await gate.process(event, async ({ idempotencyKey }) => {
    // Write event.data to your ERP here: it is called once for each idempotencyKey.
  });
  // Every other answer is durable, so that the message can be acknowledged.
  if (!result.durable) throw new Error(result.sentence);
  if (result.wouldBe || result.outcome !== "accepted") console.log(result.sentence);
  return result;
}`;
