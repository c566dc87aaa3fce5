import { formatInstant } from "../../../foundation/index.ts";
import type { Actor } from "../actors.ts";
import { DAY_MS, dayAt, FROM } from "../calendar.ts";
import { draft, type Scene } from "../scene.ts";
import { byDay, type Feed, numbered } from "./feed.ts";

export const NOTICE = "shipment.notified";
export const CERTIFICATE = "supplier.certificate.issued";

/** Suppliers sign what is on its way, and under which certificate it was made. Each certificate is renewed in the middle of the month. */
export const notices: Feed = {
  name: "notices",
  share: 0.06,
  fill(scene, random, count) {
    for (const supplier of scene.actors.suppliers) certify(scene, supplier);
    for (const [at, time] of byDay(random, count).entries()) {
      const { principal, signer } = random.pick(scene.actors.suppliers);
      const notice = numbered("ASN", at);
      const data = {
        notice,
        order: numbered("PO", random.integer(0, 899)),
        supplier: principal,
        certificate: certificateName(principal, time < dayAt(15) ? "spring" : "summer"),
        quantity: String(random.integer(1, 400)),
        unit: random.pick(["EA", "case"]),
      };
      scene.drafts.push(
        draft({ source: `supplier/${principal}`, type: NOTICE, subject: notice, time, data }, { signer }),
      );
    }
  },
};

type Season = "winter" | "spring" | "summer";

export const certificateName = (supplier: string, season: Season): string => `GDP-${supplier}-${season}`;

/** Day of the month on which each was issued, and how long it is valid. The winter's ended before the month began. */
const seasons: readonly (readonly [season: Season, issuedOn: number, days: number])[] = [
  ["winter", -60, 45],
  ["spring", -20, 40],
  ["summer", 14, 60],
];

function certify(scene: Scene, { principal, signer }: Actor): void {
  for (const [season, day, days] of seasons) {
    const certificate = certificateName(principal, season);
    const [validFrom, validUntil] = [formatInstant(dayAt(day)), formatInstant(dayAt(day) + days * DAY_MS)];
    const row = { certificate, supplier: principal, validFrom, validUntil };
    scene.certificates.push(row);
    if (dayAt(day) < FROM) continue;
    const data = { ...row, standard: "GDP" };
    scene.drafts.push(
      draft(
        { source: `supplier/${principal}`, type: CERTIFICATE, subject: certificate, time: dayAt(day), data },
        { signer },
      ),
    );
  }
}
