export { type NoticeOptions, renderCase, renderNotice } from "./case/draw.ts";
export type { CaseKey, CaseModel, StoryEntry, StorySigner } from "./case/model.ts";
export { type Carried, fromScript, renderVerifierPage, type VerifierPageOptions } from "./case/page.ts";
export { renderVerdictPage } from "./case/verdict-page.ts";
export { renderJUnit } from "./junit.ts";
export { isZone, type LanguageOptions } from "./language.ts";
export type {
  DifferenceCause,
  DifferenceRow,
  Differences,
  FaultRow,
  LineagePath,
  LineageStep,
  ReasonRow,
  ReportModel,
  Series,
  SeriesPoint,
  TrustLine,
  TrustPoint,
} from "./model.ts";
export { renderReport } from "./report.ts";
export { isLocale, type Locale } from "./texts/index.ts";
