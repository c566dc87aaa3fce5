import type { Markup, Status } from "../../foundation/index.ts";
import { createLanguage, type Language, type LanguageOptions } from "../language.ts";
import { datum, html } from "../markup.ts";
import { banner, checksOf, code, drawSection, table } from "../parts.ts";
import type { CaseKey, CaseModel, StoryEntry, StorySigner } from "./model.ts";

/** The verdict on a file of evidence and the story in it, as a piece of HTML for a page of ours. */
export function renderCase(model: CaseModel, options: LanguageOptions = {}): string {
  const language = createLanguage(options);
  const { texts } = language;
  const sections = [
    { id: "story", title: texts.story, content: story(model, language) },
    { id: "checks", title: texts.verdict, content: checksOf(model.verdict, language) },
    { id: "keys", title: model.keysAlong ? texts.keysAlong : texts.keysChosen, content: keys(model, language) },
  ];
  return String(html`${result(model, language)}${facts(model, language)}${sections.map(drawSection)}`);
}

function result({ verdict, cannotCompute, keysAlong }: CaseModel, language: Language): Markup {
  const { texts } = language;
  const codes = (status: Status): string =>
    [...new Set(verdict.checks.filter((check) => check.status === status).map(({ code }) => code))].join(", ");
  const why = {
    proven: "",
    refuted: texts.failedChecks(codes("refuted")),
    unknown: cannotCompute ? texts.cannotCompute : texts.openChecks(codes("unknown")),
  };
  const judged = keysAlong ? texts.byKeysAlong : texts.byKeysChosen;
  return banner(verdict.status, language, html`${why[verdict.status]}</p> <p>${judged}`);
}

function facts({ about, madeAt, audience, digest }: CaseModel, { texts, time, said }: Language): Markup {
  const row = (title: string, value: Markup | undefined) => value && html`<dt>${title}</dt><dd>${value}</dd>`;
  return html`<dl class="facts">${row(texts.about, about === undefined ? undefined : datum(about))}${row(texts.madeAt, madeAt === undefined ? undefined : time(madeAt))}${row(texts.audience, audience === undefined ? undefined : said(audience))}${row(texts.fileDigest, html`<code>${digest}</code>`)}</dl>`;
}

// ── the story ────────────────────────────────────────────────────────────────────────────────────────────────────────

function story({ story: entries, verdict }: CaseModel, language: Language): Markup {
  const { texts } = language;
  if (entries.length === 0) return html`<p>${texts.storyEmpty}</p>`;
  const word = verdict.status === "proven" ? texts.storyProven : texts.storyDoubtful;
  return html`<p class="soft">${word}</p><ol class="story">${entries.map((entry) => happening(entry, language))}</ol>`;
}

function happening(entry: StoryEntry, language: Language): Markup {
  const { texts, time, said } = language;
  const outcome =
    entry.outcome !== undefined && html`<span class="mark ${entry.outcome}">${texts[entry.outcome]}</span>`;
  const source = entry.source !== undefined && html`<p class="soft">${texts.source}: ${datum(entry.source)}</p>`;
  const codes = entry.codes.length > 0 && html`<p class="soft">${entry.codes.map((name) => html`${code(name)} `)}</p>`;
  return html`<li class="${entry.outcome ?? entry.kind}"><p class="soft">${time(entry.at)}</p><h3>${texts[entry.kind]} <code>${datum(entry.title)}</code>${outcome}</h3>${entry.sentences.map((sentence) => html`<p>${said(sentence)}</p>`)}${codes}${source}${signers(entry, language)}${data(entry, language)}</li>`;
}

function signers({ signers: all }: StoryEntry, { texts }: Language): Markup {
  const names = all.map((one) => html`${signer(one, texts.unknownKey)} <code>${one.keyId}</code> `);
  return html`<p class="soft">${texts.signedBy}: ${all.length === 0 ? texts.unsigned : names}</p>`;
}

const signer = ({ principal }: StorySigner, otherwise: string): Markup =>
  principal === undefined ? html`${otherwise}` : datum(principal);

const data = ({ data: text }: StoryEntry, { texts }: Language): Markup =>
  text === undefined ? html`` : html`<details open><summary>${texts.data}</summary><pre>${datum(text)}</pre></details>`;

// ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function keys({ keys: all, keysAlong }: CaseModel, language: Language): Markup {
  const { texts } = language;
  const columns = [`${texts.keyHolder}, ${texts.fingerprint}`, texts.keyRoles, texts.keyValid].map((title) => ({
    title,
  }));
  const rows = all.map((key) => keyRow(key, language));
  return html`${keysAlong && html`<p>${texts.keysAlongNote}</p>`}${table(keysAlong ? texts.keysAlong : texts.keysChosen, columns, rows, { stacked: true })}`;
}

const keyRow = (
  { principal, roles, sources, validFrom, validUntil, keyId, algorithm }: CaseKey,
  { texts, time, said }: Language,
) => [
  html`${datum(principal)}<p class="example"><code>${keyId}</code> ${algorithm}</p>`,
  html`${said(roles.join(", "))}${sources.length > 0 && html` <code>${datum(sources.join(" "))}</code>`}`,
  html`${time(validFrom)} ${texts.until} ${validUntil === undefined ? texts.openEnded : time(validUntil)}`,
];

export interface NoticeOptions extends LanguageOptions {
  /** What a room said about it, in English. */
  readonly sentence?: string;
}

/** A word to whoever waits, as a piece of HTML for a page of ours. */
export function renderNotice(
  notice: "waiting" | "verifying" | "unreadableFile",
  { sentence, ...options }: NoticeOptions = {},
): string {
  const { texts, said } = createLanguage(options);
  return String(html`<p class="banner">${texts[notice]}${sentence !== undefined && html`: ${said(sentence)}`}</p>`);
}
