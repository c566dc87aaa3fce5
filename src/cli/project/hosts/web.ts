import { channelOf, gateFor, type Host, main, rehearsal } from "../host.ts";

/** A server for webhooks. */
export const web: Host = {
  packages: [],
  run: "PORT=8080 node consumer.js",
  imports: [
    ["createServer", "node:http"],
    ["Readable", "node:stream"],
    ["createHandler", "countersign/web"],
  ],
  code: (place) => `${gateFor(place)}
const channel = ${channelOf(place)};

// Anybody may post. To know who does, add \`authenticate: webhookSignature({ … })\`.
const handle = createHandler(gate, {
  ...channel,
  effect: async (event, { idempotencyKey }) => {
    // Write event.data to your ERP here: it is called once for each idempotencyKey.
  },
});

async function take(request) {
  const answer = await (await handle(request)).json();
  if (answer.wouldBe || answer.outcome !== "accepted") console.log(answer.sentence ?? answer.detail ?? answer.title);
  return answer;
}

async function consume() {
  const server = createServer(async (incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const body = method === "POST" ? Readable.toWeb(incoming) : null;
    const response = await handle(new Request(\`http://localhost\${url}\`, { method, headers, body, duplex: "half" }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  });
  server.listen(Number(process.env.PORT), () => console.log("listening on", server.address().port));
}

${rehearsal("toRequest(line, at)")}

/** A row as a CloudEvent with a number of its own, so that a second rehearsal repeats the first. */
function toRequest(line, at) {
  const attributes = { "ce-specversion": "1.0", "ce-id": \`rehearsal-\${at}\`, "ce-source": channel.source, "ce-type": channel.type };
  const headers = { "content-type": "application/json", ...attributes };
  return new Request("http://localhost/rehearsal", { method: "POST", headers, body: line });
}

${main("PORT")}
`,
};
