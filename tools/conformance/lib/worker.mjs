import { parentPort, workerData } from "node:worker_threads";

const { suite: path, url, vectors, full } = workerData;
const { default: suite } = await import(url);
if (`${suite.room}/${suite.name}` !== path) throw new Error(`it calls itself \`${suite.room}/${suite.name}\``);
parentPort.postMessage(suite.long && !full ? { status: "long" } : await tally(suite.run(vectors, { full })));

async function tally(cases) {
  let passed = 0;
  const failed = [];
  const deviations = [];
  const notes = [];
  for await (const { id, verdict, detail, note } of cases) {
    if (note !== undefined) notes.push(note);
    else if (verdict === "passed") passed += 1;
    else if (verdict === "failed") failed.push({ id, detail });
    else deviations.push({ id, reason: verdict.deviation });
  }
  if (passed + failed.length + deviations.length === 0) throw new Error("it has no cases");
  return { status: "ran", passed, failed, deviations, notes };
}
