import { faultKinds, type World, type WorldResult } from "../../testing/index.ts";
import { formatTable, type Output } from "../output.ts";

/** Who takes part in the month, before it begins. */
export function introduce({ deliveries, from, until, seed }: World, output: Output): void {
  const days = `${from.toISOString().slice(0, 10)} to ${until.toISOString().slice(0, 10)}`;
  output.line(output.bold(`A distributor's month, ${days}, seed ${seed}: ${deliveries.length} deliveries`));
  output.line(
    "An ERP, two carriers and three suppliers sign what they say; a warehouse and cold-room sensors sign nothing.",
  );
  output.line("Faults are planted, and only the world knows where.");
  output.line();
}

/** What became of the month: counts, faults, examples, differences, sources. */
export function printResult(result: WorldResult, eventsPerSecond: number, output: Output): void {
  const { events, outcomes, clean } = result;
  output.line();
  output.line(
    `${events} events: ${outcomes.accepted} accepted, ${outcomes.held} held, ${outcomes.refused} refused; ${eventsPerSecond} a second`,
  );
  output.line();
  printFaults(result, output);
  output.line(`  Of ${clean.events} events with which nothing was wrong, ${stoppedInWords(clean)}.`);
  output.line();
  printDesk(result, output);
  output.line();
  output.line(output.bold("For example"));
  for (const example of examplesOf(result.stopped)) output.line(`  ${example}`);
  output.line();
  printDifferences(result, output);
  output.line();
  output.line(output.bold("How far each source is believed in the end"));
  for (const { source, sentence } of result.trust) output.line(`  ${source}: ${sentence}`);
}

const stoppedInWords = ({ stopped, waiting }: WorldResult["clean"]): string =>
  waiting === 0 ? `${stopped} were stopped` : `${stopped} were stopped, and ${waiting} only waited behind one that was`;

/** What people did with what was held. */
function printDesk({ desk }: WorldResult, output: Output): void {
  output.line(output.bold("What became of those that were held: somebody looks every morning"));
  for (const { sentence, approvedBy, repaired } of desk.plans)
    output.line(`  ${repaired} repaired and sent on: ${sentence}; approved by ${approvedBy.join(" and ")}`);
  if (desk.approved > 0) output.line(`  ${desk.approved} late ones approved, and sent on`);
  if (desk.cleared > 0) output.line(`  ${desk.cleared} sent on as they are: nothing is wrong with them`);
  if (desk.released > 0) output.line(`  ${desk.released} sent on that had only waited behind others`);
  output.line(`  ${desk.discarded} set aside, and their senders asked to send them again`);
  output.line(`  ${desk.waiting} still wait`);
  if (desk.mistaken > 0)
    output.line(`  ${desk.mistaken} of them were right and repaired, or wrong and sent on: people err, too`);
}

function printFaults({ faults }: WorldResult, output: Output): void {
  const rows = faults.map(({ kind, injected, caught, missed, false: wrong }) => [
    `  ${aboutFault(kind)}`,
    ...[injected, caught, missed, wrong].map(String),
  ]);
  const [head = "", ...lines] = formatTable(
    [["  Fault", "injected", "caught", "missed", "false"], ...rows],
    ["left", "right", "right", "right", "right"],
  );
  output.line(output.bold(head));
  for (const line of lines) output.line(line);
}

/** What a kind of fault is, in words. */
export const aboutFault = (kind: string): string => faultKinds.find((one) => one.kind === kind)?.about ?? kind;

/** The books that are compared. */
export const between = {
  receipts: "goods receipts, warehouse against ERP",
  accounts: "bank accounts, gate against ERP",
} as const;

function printDifferences({ reconciliations: { receipts, accounts } }: WorldResult, output: Output): void {
  output.line(output.bold("Why the books differ"));
  for (const { verdict, sentence } of receipts.causes) output.line(`  ${between.receipts}: ${verdict}: ${sentence}`);
  for (const { verdict, sentence } of accounts.causes) output.line(`  ${between.accounts}: ${verdict}: ${sentence}`);
}

/** The first event that was stopped for each kind of fault, in the words of its admission. */
function examplesOf(stopped: WorldResult["stopped"]): readonly string[] {
  return faultKinds.flatMap(({ kind }) => {
    const first = stopped.find(({ fault }) => fault === kind);
    return first ? [`${first.admission.event.subject ?? first.admission.event.id}: ${first.admission.sentence}`] : [];
  });
}
