import { type Clock, hasCode, hashSource, type Markup, systemClock, systemRandom } from "../../foundation/index.ts";
import { formatExceptionsCsv } from "../csv.ts";
import {
  type ExceptionKind,
  type ExceptionState,
  exceptionKinds,
  exceptionStates,
  isExceptionId,
} from "../exception.ts";
import type { ExceptionFilter } from "../list.ts";
import type { ExceptionQueue } from "../queue.ts";
import { type ActionForm, type ActionName, actions, isAction, sentenceOf } from "./actions.ts";
import { style } from "./style.ts";
import { createFormTokens, type FormTokens } from "./token.ts";
import {
  type Chosen,
  type Done,
  doneView,
  type FilterForm,
  layout,
  listView,
  oneView,
  type PageContext,
  previewView,
  problemView,
} from "./views.ts";

export interface ExceptionsPageOptions {
  readonly exceptions: ExceptionQueue;
  /**
   * Who sends the request: from the host's own session, never from what the request says by itself. Without it the page is
   * read-only for whoever the host lets through; with it, requests of nobody are refused.
   */
  readonly identify?: (request: Request) => Promise<string | undefined> | string | undefined;
  /** Path at which the host serves the page. Default `/exceptions`. */
  readonly base?: string;
  /** Origin that browsers see, such as `https://erp.example`, where a proxy changes it. Default: the request's own. */
  readonly origin?: string;
  /** At least 32 bytes that all processes of the page share. Default: new ones, so that forms die with the process. */
  readonly secret?: Uint8Array;
  readonly clock?: Clock;
}

interface Site {
  readonly exceptions: ExceptionQueue;
  readonly base: string;
  readonly origin: string | undefined;
  readonly tokens: FormTokens;
  readonly clock: Clock;
}

/** A request, as far as it was understood. */
interface Visit {
  readonly site: Site;
  readonly url: URL;
  readonly request: Request;
  readonly context: PageContext;
}

/** Largest form, in bytes, and most exceptions in one. */
const MAX_FORM = 262_144;
const MAX_CHOSEN = 500;

/**
 * A page for people who work on exceptions, as a handler of web standard requests. It needs no script, asks nobody else for
 * anything, and serves both GET and POST below its base path. Who may see it is for the host to say.
 *
 * @throws {TypeError} for a base that does not begin with a slash, or ends with one, and for a secret that is too short.
 */
export function createExceptionsPage({
  exceptions,
  identify,
  base = "/exceptions",
  origin,
  secret = systemRandom.bytes(32),
  clock = systemClock,
}: ExceptionsPageOptions): (request: Request) => Promise<Response> {
  if (!/^(\/[\w.~-]+)+$/.test(base)) throw new TypeError("`base` must be a path such as `/exceptions`");
  if (secret.length < 32) throw new TypeError("`secret` must have at least 32 bytes");
  const site: Site = { exceptions, base, origin, tokens: createFormTokens(secret), clock };
  return async (request) => {
    const principal = await identify?.(request);
    if (identify && !principal) return problem(401, "Sign in first", "nobody is signed in", { base });
    const token = principal && site.tokens.make(principal, clock.now());
    const context = { base, ...(principal && { principal }), ...(token && { token }) };
    return answer({ site, request, url: new URL(request.url), context });
  };
}

const notFound = ({ context }: Visit): Response => problem(404, "Not found", "there is no such page", context);

const readers: Readonly<Record<string, (visit: Visit) => Promise<Response>>> = { "": list, "export.csv": csv };
const writers: Readonly<Record<string, (order: Ordered, visit: Visit) => Promise<Response>>> = { preview, apply };

async function answer(visit: Visit): Promise<Response> {
  const { request, url, site } = visit;
  const path = url.pathname.replace(/\/$/, "");
  const name = path === site.base ? "" : path.slice(site.base.length + 1);
  if (path !== site.base && !path.startsWith(`${site.base}/`)) return notFound(visit);
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (request.method === "GET" || request.method === "HEAD") return reader ? reader(visit) : one(name, visit);
  const writer = Object.hasOwn(writers, name) ? writers[name] : undefined;
  if (request.method === "POST" && writer) return write(writer, visit);
  return problem(405, "Not that way", "this page is read with GET", visit.context);
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const filtersIn = ({ url }: Visit): FilterForm => {
  const value = (name: string): string => (url.searchParams.get(name) ?? "").slice(0, 200);
  return { state: value("state") || "waiting", kind: value("kind"), owner: value("owner") };
};

/** What is no state or kind filters nothing. */
const toFilter = ({ state, kind, owner }: FilterForm): ExceptionFilter => ({
  ...(exceptionStates.includes(state as ExceptionState) && { states: [state as ExceptionState] }),
  ...(exceptionKinds.includes(kind as ExceptionKind) && { kinds: [kind as ExceptionKind] }),
  ...(owner !== "" && { owner }),
});

async function list(visit: Visit): Promise<Response> {
  const filters = filtersIn(visit);
  const after = visit.url.searchParams.get("after") ?? "";
  const page = await visit.site.exceptions.list({ ...toFilter(filters), after, limit: 50 });
  return shown(200, "Exceptions", listView(page, filters, visit.context), visit.context);
}

async function csv(visit: Visit): Promise<Response> {
  const all = await visit.site.exceptions.export(toFilter(filtersIn(visit)));
  return new Response(formatExceptionsCsv(all), {
    headers: {
      ...headers,
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": 'attachment; filename="exceptions.csv"',
    },
  });
}

async function one(id: string, visit: Visit): Promise<Response> {
  const found = isExceptionId(id) ? await visit.site.exceptions.show(id) : undefined;
  if (!found) return notFound(visit);
  const after = visit.url.searchParams.get("after") ?? "";
  const members = await visit.site.exceptions.members(id, { after: isCursor(after) ? after : "" });
  return shown(200, found.exception.cause.sentence, oneView(found, members, visit.context), visit.context);
}

const isCursor = (text: string): boolean => /^[\x21-\x7e]{0,200}$/.test(text);

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Ordered {
  readonly principal: string;
  readonly action: ActionName;
  readonly form: ActionForm;
  readonly seen: readonly Seen[];
}

interface Seen {
  readonly id: string;
  readonly moves: number;
}

type Writer = (order: Ordered, visit: Visit) => Promise<Response>;

/** Nothing is done for a form that this page did not make for this person. */
async function write(writer: Writer, visit: Visit): Promise<Response> {
  const { principal } = visit.context;
  if (principal === undefined) return problem(403, "Read only", "nobody is signed in", visit.context);
  if (!isOwn(visit)) return problem(403, "Not from here", "the form was sent from another site", visit.context);
  const fields = await readForm(visit.request);
  if (!fields) return problem(413, "Too large", "choose fewer at a time", visit.context);
  const now = visit.site.clock.now();
  if (!visit.site.tokens.check(fields.get("token") ?? "", principal, now))
    return problem(
      403,
      "Too old",
      "the page stood open too long, or was made for somebody else: load it again",
      visit.context,
    );
  const order = toOrder(fields, principal, now);
  if (typeof order === "string") return problem(422, "Something is missing", order, visit.context);
  return writer(order, visit);
}

/** Browsers say where a form comes from; one that does not is not believed. */
function isOwn({ request, url, site }: Visit): boolean {
  const [origin, fetchSite] = [request.headers.get("origin"), request.headers.get("sec-fetch-site")];
  if (fetchSite !== null && fetchSite !== "same-origin") return false;
  return origin === null ? fetchSite === "same-origin" : origin === (site.origin ?? url.origin);
}

async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  let text = "";
  const decoder = new TextDecoder();
  for (const reader = request.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    if (text.length <= MAX_FORM) continue;
    await reader.cancel();
    return undefined;
  }
  return new URLSearchParams(text);
}

/** The order, or what is wrong with the form. */
function toOrder(fields: URLSearchParams, principal: string, now: Date): Ordered | string {
  const value = (name: string): string => fields.get(name)?.trim() ?? "";
  const action = value("action");
  const form = { reason: value("reason"), to: value("to"), until: value("until"), how: value("how") };
  const seen = fields.getAll("seen").flatMap(toSeen);
  if (!isAction(action)) return "say what to do";
  if (form.reason === "" || form.reason.length > 2_000) return "say why, in at most 2,000 characters";
  if (seen.length === 0) return "choose at least one exception";
  if (seen.length > MAX_CHOSEN) return `choose at most ${MAX_CHOSEN} at a time`;
  return actions[action].problem(form, now) ?? { principal, action, form, seen };
}

function toSeen(text: string): readonly Seen[] {
  const [id = "", moves = ""] = text.split(".");
  return isExceptionId(id) && /^\d{1,6}$/.test(moves) ? [{ id, moves: Number(moves) }] : [];
}

async function preview({ action, form, seen }: Ordered, { site, context }: Visit): Promise<Response> {
  const chosen: Chosen[] = [];
  for (const { id, moves } of seen) {
    const found = await site.exceptions.show(id);
    if (found) chosen.push({ item: found.exception, seenMoves: moves });
  }
  return shown(200, "Preview", previewView(action, form, chosen, context), context);
}

async function apply({ principal, action, form, seen }: Ordered, { site, context }: Visit): Promise<Response> {
  const done: Done[] = [];
  for (const { id, moves } of seen) {
    const order = { by: principal, reason: form.reason, seenMoves: moves };
    const sentence = await sentenceOrContended(actions[action].run(site.exceptions, id, order, form));
    done.push({ id, sentence });
  }
  return shown(200, "Done", doneView(action, done, context), context);
}

async function sentenceOrContended(work: ReturnType<(typeof actions)[ActionName]["run"]>): Promise<string> {
  try {
    return sentenceOf(await work);
  } catch (error) {
    if (!hasCode(error, "exceptions_contended")) throw error;
    return "not done: others keep changing it; try again";
  }
}

// ── answering ────────────────────────────────────────────────────────────────────────────────────────────────────────

const headers: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src ${hashSource(style)}; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  // `no-referrer` would make browsers send forms with `Origin: null`.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

const shown = (status: number, title: string, body: Markup, context: PageContext): Response =>
  new Response(layout(title, body, context), {
    status,
    headers: { ...headers, "content-type": "text/html; charset=utf-8" },
  });

const problem = (status: number, title: string, sentence: string, context: PageContext): Response =>
  shown(status, title, problemView(title, sentence), context);
