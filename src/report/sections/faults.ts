import type { Language } from "../language.ts";
import { html } from "../markup.ts";
import type { FaultRow } from "../model.ts";
import { type Section, table } from "../parts.ts";

/** What was planted in a made-up world, and what the gate made of it. */
export function faultsSection(faults: readonly FaultRow[], { texts, number, said }: Language): Section {
  const columns = [
    { title: texts.fault },
    ...[texts.injected, texts.caught, texts.missed, texts.falseAlarms].map((title) => ({ title, numeric: true })),
  ];
  const wrong = (value: number) => (value === 0 ? number(value) : html`<strong class="bad">${number(value)}</strong>`);
  const rows = faults.map((row) => [
    said(row.about),
    number(row.injected),
    number(row.caught),
    wrong(row.missed),
    wrong(row.false),
  ]);
  const content = html`${table(texts.faults, columns, rows)}<p class="soft">${texts.faultsNote}</p>`;
  return { id: "faults", title: texts.faults, content };
}
