import { isIntegrityError, utf8 } from "../foundation/index.ts";
import { fromScript, isLocale, type Locale, renderCase, renderNotice } from "../report/index.ts";
import { type Input, toCase } from "./verify.ts";

/*
 * The script of the verifier's page: it reads what the page carries or what is chosen, verifies it, and draws what came of it.
 * It has no network and keeps nothing.
 */

const byId = (id: string): HTMLElement | null => document.getElementById(id);
const input = (id: string): HTMLInputElement | null => byId(id) as HTMLInputElement | null;
const result = byId("result") as HTMLElement;
const carriedKeys = byId("carried-keys");
const language = document.documentElement.lang;
const locale: Locale = isLocale(language) ? language : "en";
const zone = carriedKeys?.dataset.zone ?? "UTC";

const held: { bundle: Uint8Array | undefined; keys: string | Uint8Array | undefined; keysAlong: boolean } = {
  bundle: carried("carried-bundle"),
  keys: carried("carried-keys"),
  keysAlong: carriedKeys !== null,
};

function carried(id: string): Uint8Array | undefined {
  const text = byId(id)?.textContent;
  return text === undefined || text === null ? undefined : utf8(fromScript(text));
}

/** A bare date is that day's end in UTC, as on the command line. */
const chosenDate = (): Date => {
  const day = input("date")?.value ?? "";
  return day === "" ? new Date() : new Date(`${day}T23:59:59.999Z`);
};

let turn = 0;

/** Only what was asked last is shown. */
async function show(): Promise<void> {
  turn += 1;
  const mine = turn;
  const { bundle, keys, keysAlong } = held;
  if (!bundle || !keys) return draw(renderNotice("waiting", { locale }));
  draw(renderNotice("verifying", { locale }));
  const drawn = await drawnCase({ bundle, keys, keysAlong, at: chosenDate() });
  if (mine === turn) draw(drawn);
}

async function drawnCase(what: Input): Promise<string> {
  try {
    const found = await toCase(what);
    document.documentElement.dataset.status = found.verdict.status;
    return renderCase(found, { locale, zone });
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    return renderNotice("unreadableFile", { locale, sentence: error.message });
  }
}

function draw(markup: string): void {
  result.innerHTML = markup;
}

async function take(file: File | undefined, as: "bundle" | "keys"): Promise<void> {
  if (!file) return;
  held[as] = new Uint8Array(await file.arrayBuffer());
  if (as === "keys") held.keysAlong = false;
  await show();
}

/** A dropped file is evidence when it begins as a bundle does, renewed or not, and the page has a place for one; else it is a file of keys. */
async function takeDropped(file: File): Promise<void> {
  const isBundle =
    byId("bundle-file") !== null &&
    /^\{"(?:formatVersion":\d+,"manifest"|bundle":)/.test(await file.slice(0, 60).text());
  await take(file, isBundle ? "bundle" : "keys");
}

function listen(): void {
  input("bundle-file")?.addEventListener("change", ({ target }) =>
    take((target as HTMLInputElement).files?.[0], "bundle"),
  );
  input("keys-file")?.addEventListener("change", ({ target }) => take((target as HTMLInputElement).files?.[0], "keys"));
  input("date")?.addEventListener("change", show);
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) await takeDropped(file);
  });
}

listen();
void show();
