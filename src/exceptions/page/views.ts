import { html, type Markup, trusted } from "../../foundation/index.ts";
import { type Exception, type ExceptionKind, exceptionKinds, exceptionStates, resolutions } from "../exception.ts";
import type { ExceptionPage } from "../list.ts";
import type { ExceptionMove } from "../move.ts";
import type { MemberPage, ShownException } from "../queue.ts";
import { type ActionForm, type ActionName, actions } from "./actions.ts";
import { style } from "./style.ts";

/** What every page needs to know. */
export interface PageContext {
  /** Where the page is, without a slash at the end. */
  readonly base: string;
  /** Who looks at it; absent when nobody can be told apart, and then nothing can be done. */
  readonly principal?: string;
  /** For the forms. */
  readonly token?: string;
}

/** Filters as they stand in the address. */
export interface FilterForm {
  readonly state: string;
  readonly kind: string;
  readonly owner: string;
}

const kindWords: Readonly<Record<ExceptionKind, string>> = {
  held_event: "held message",
  dead_letter: "dead letter",
  pending_approval: "pending approval",
  uncertain_effect: "uncertain effect",
  difference: "difference",
  refused_event: "refused message",
  observed: "would be stopped",
};

const words = (name: string): string => name.replaceAll("_", " ");
const minute = (at: string): string => `${at.slice(0, 16).replace("T", " ")} UTC`;
const counted = (count: number): string => count.toLocaleString("en");
const plural = (count: number, one: string): string => `${counted(count)} ${one}${count === 1 ? "" : "s"}`;

/** A whole page. */
export const layout = (title: string, body: Markup, { base, principal }: PageContext): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><p class="soft"><a href="${base}">Exceptions</a> · ${principal ? html`you are ${principal}` : "read only: nobody is signed in"}</p></header>
<main id="main">
${body}
</main>
</body>
</html>
`);

export const problemView = (title: string, sentence: string): Markup => html`<h1>${title}</h1><p>${sentence}</p>`;

// ── the list ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const listView = (page: ExceptionPage, filters: FilterForm, context: PageContext): Markup => html`
<h1>${plural(page.total, "exception")}</h1>
${filterForm(filters, context)}
${page.exceptions.length === 0 ? html`<p>Nothing waits here.</p>` : bulkForm(page, context)}
${page.next !== undefined && html`<p><a href="${context.base}?${query({ ...filters, after: page.next })}" rel="next">Next page</a></p>`}
<p><a href="${context.base}/export.csv?${query({ ...filters })}">As CSV</a></p>`;

const query = (values: Readonly<Record<string, string>>): string =>
  new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "")).toString();

const filterForm = ({ state, kind, owner }: FilterForm, { base }: PageContext): Markup => html`
<form class="filters" method="get" action="${base}">
<label>State ${select("state", ["waiting", ...exceptionStates], state)}</label>
<label>Kind ${select("kind", ["", ...exceptionKinds], kind)}</label>
<label>Owner <input name="owner" value="${owner}" maxlength="200"></label>
<button>Show</button>
</form>`;

const select = (name: string, values: readonly string[], chosen: string): Markup =>
  html`<select name="${name}">${values.map(
    (value) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ""}>${value === "" ? "all" : (kindWords[value as ExceptionKind] ?? words(value))}</option>`,
  )}</select>`;

const bulkForm = (page: ExceptionPage, context: PageContext): Markup =>
  context.token === undefined
    ? table(page.exceptions, context)
    : html`<form method="post" action="${context.base}/preview">
${table(page.exceptions, context)}
${orderFields("With those chosen", ["claim", "assign", "snooze", "resolve", "note"], context)}
</form>`;

const table = (exceptions: readonly Exception[], context: PageContext): Markup => html`
<table>
<thead><tr>${context.token !== undefined && html`<th scope="col">Choose</th>`}<th scope="col">What is stopped, and why</th><th scope="col">Impact</th><th scope="col" class="number">Waiting</th><th scope="col" class="number">At stake</th><th scope="col">Due</th><th scope="col">Owner</th></tr></thead>
<tbody>${exceptions.map((item) => row(item, context))}</tbody>
</table>`;

const row = (item: Exception, { base, token }: PageContext): Markup => html`
<tr>${token !== undefined && html`<td><label class="tick"><input type="checkbox" name="seen" value="${item.id}.${item.moves}" aria-label="Choose ${item.cause.sentence}"></label></td>`}
<td><a href="${base}/${item.id}">${item.cause.sentence}</a><br><span class="tag">${kindWords[item.kind]}</span> <span class="tag">${item.state}</span> <span class="soft">${item.cause.stream} ${item.cause.place}</span></td>
<td data-name="Impact" class="kept">${item.tier}</td>
<td data-name="Waiting" class="number">${counted(item.members.waiting)}</td>
<td data-name="At stake" class="number">${money(item)}</td>
<td data-name="Due" class="kept">${item.dueAt === undefined ? "–" : minute(item.dueAt)}</td>
<td data-name="Owner">${item.owner ?? "–"}</td></tr>`;

const money = ({ values }: Exception): string =>
  values.length === 0 ? "–" : values.map(({ amount, currency }) => `${amount} ${currency}`).join(", ");

const orderFields = (legend: string, names: readonly ActionName[], { token }: PageContext): Markup => html`
<fieldset><legend>${legend}</legend>
<input type="hidden" name="token" value="${token}">
<label>Do ${html`<select name="action">${names.map((name) => html`<option value="${name}">${actions[name].label}</option>`)}</select>`}</label>
<label>Reason <input name="reason" required maxlength="2000"></label>
<label>To (assign) <input name="to" maxlength="200"></label>
<label>Until (snooze) <input type="date" name="until"></label>
<label>How (resolve) ${select("how", resolutions, "repaired")}</label>
<button>Preview</button>
</fieldset>`;

// ── one exception ────────────────────────────────────────────────────────────────────────────────────────────────────

export const oneView = (
  { exception: item, moves }: ShownException,
  members: MemberPage,
  context: PageContext,
): Markup => html`
<h1>${item.cause.sentence}</h1>
<p><span class="tag">${kindWords[item.kind]}</span> <span class="tag">${item.state}</span>${item.resolution !== undefined && html` <span class="tag">${words(item.resolution)}</span>`}</p>
<dl>${facts(item).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${
  context.token !== undefined &&
  html`<form method="post" action="${context.base}/preview"><input type="hidden" name="seen" value="${item.id}.${item.moves}">${orderFields("What to do", ["claim", "assign", "snooze", "resolve", "note"], context)}</form>`
}
<h2>What waits</h2>
${members.members.length === 0 ? html`<p>Nothing.</p>` : html`<ul>${members.members.map(({ ref, key, at }) => html`<li>${key ?? ""} <span class="soft">${ref}, ${minute(at)}</span></li>`)}</ul>`}
${members.next !== undefined && html`<p><a href="${context.base}/${item.id}?${query({ after: members.next })}" rel="next">More of them</a></p>`}
<h2>What was done</h2>
<ol>${moves.map((move) => html`<li>${moveLine(move)}</li>`)}</ol>`;

const facts = (item: Exception): readonly (readonly [string, string])[] =>
  (
    [
      ["What to do", item.action],
      ["Impact", item.tier],
      ["Waiting", `${counted(item.members.waiting)} of ${counted(item.members.total)} seen`],
      ["At stake", money(item)],
      ["Due", item.dueAt && minute(item.dueAt)],
      ["A day of waiting costs", item.costPerDay && `${item.costPerDay.amount} ${item.costPerDay.currency}`],
      ["Owner", item.owner],
      ["Asleep until", item.until && minute(item.until)],
      ["Stream", item.cause.stream],
      ["Where", item.cause.place],
      ["Code", item.cause.code],
      ["Opened", minute(item.openedAt)],
      ["Last seen", minute(item.members.lastAt)],
    ] as const
  ).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, value] as const]));

const moveLine = ({ move, by, at, reason, owner, until, resolution, seal }: ExceptionMove): string =>
  [
    `${minute(at)}: ${move}`,
    resolution && `as ${words(resolution)}`,
    owner && `to ${owner}`,
    until && `until ${minute(until)}`,
    `by ${by}: ${reason}`,
    seal === "unsealed" ? "(unsealed)" : "(sealed)",
  ]
    .filter(Boolean)
    .join(" ");

// ── doing something ──────────────────────────────────────────────────────────────────────────────────────────────────

/** An exception that was chosen, as it stands now and as the person had seen it. */
export interface Chosen {
  readonly item: Exception;
  readonly seenMoves: number;
}

export const previewView = (
  name: ActionName,
  form: ActionForm,
  chosen: readonly Chosen[],
  context: PageContext,
): Markup => html`
<h1>${actions[name].label} ${plural(chosen.length, "exception")}?</h1>
<p>${actions[name].about(form)}. Reason: ${form.reason}</p>
<form method="post" action="${context.base}/apply">
<input type="hidden" name="token" value="${context.token}">
<input type="hidden" name="action" value="${name}">
${Object.entries(form).map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`)}
<ul>${chosen.map(
  ({ item, seenMoves }) =>
    html`<li><input type="hidden" name="seen" value="${item.id}.${seenMoves}">${item.cause.sentence} <span class="soft">${plural(item.members.waiting, "thing")} waiting, ${item.state}${item.owner !== undefined && `, of ${item.owner}`}</span>${item.moves !== seenMoves && html` <span class="warn">changed since you looked: it will be left alone</span>`}</li>`,
)}</ul>
<button>${actions[name].label}</button> <a href="${context.base}">Do nothing</a>
</form>`;

/** What became of one of those chosen. */
export interface Done {
  readonly id: string;
  readonly sentence: string;
}

export const doneView = (name: ActionName, done: readonly Done[], { base }: PageContext): Markup => html`
<h1>${actions[name].label}: what came of it</h1>
<ul>${done.map(({ id, sentence }) => html`<li><a href="${base}/${id}">${id}</a>: ${sentence}</li>`)}</ul>
<p><a href="${base}">Back to the list</a></p>`;
