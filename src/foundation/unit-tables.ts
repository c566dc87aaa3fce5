/**
 * The units that trade uses. Names and definitions of UCUM (ucum.org, 2.2, case sensitive), codes of UN/ECE
 * Recommendation 20 revision 17, currencies of ISO 4217 (2026-01-01) with the digits of their minor unit.
 */

/** A UCUM atom: its value, as a decimal or a fraction, in another unit expression. `metric` atoms take prefixes. */
export interface UnitAtom {
  readonly value: string;
  readonly of: string;
  readonly metric?: true;
}

/** Atoms that are dimensions of their own. */
export const baseAtoms: readonly string[] = ["m", "s", "g", "K", "A", "cd", "rad"];

export const atoms: Readonly<Record<string, UnitAtom>> = {
  "%": { value: "0.01", of: "1" },
  "[ppth]": { value: "0.001", of: "1" },
  "[ppm]": { value: "0.000001", of: "1" },
  min: { value: "60", of: "s" },
  h: { value: "60", of: "min" },
  d: { value: "24", of: "h" },
  wk: { value: "7", of: "d" },
  a: { value: "365.25", of: "d" },
  mo: { value: "30.4375", of: "d" },
  L: { value: "1", of: "dm3", metric: true },
  l: { value: "1", of: "dm3", metric: true },
  ar: { value: "100", of: "m2", metric: true },
  t: { value: "1000", of: "kg", metric: true },
  N: { value: "1", of: "kg.m/s2", metric: true },
  Pa: { value: "1", of: "N/m2", metric: true },
  bar: { value: "100000", of: "Pa", metric: true },
  atm: { value: "101325", of: "Pa" },
  J: { value: "1", of: "N.m", metric: true },
  W: { value: "1", of: "J/s", metric: true },
  V: { value: "1", of: "J/(A.s)", metric: true },
  Hz: { value: "1", of: "s-1", metric: true },
  cal: { value: "4.184", of: "J", metric: true },
  "[in_i]": { value: "2.54", of: "cm" },
  "[ft_i]": { value: "12", of: "[in_i]" },
  "[yd_i]": { value: "3", of: "[ft_i]" },
  "[mi_i]": { value: "5280", of: "[ft_i]" },
  "[nmi_i]": { value: "1852", of: "m" },
  "[kn_i]": { value: "1", of: "[nmi_i]/h" },
  "[lb_av]": { value: "453.59237", of: "g" },
  "[oz_av]": { value: "1/16", of: "[lb_av]" },
  "[ston_av]": { value: "2000", of: "[lb_av]" },
  "[lton_av]": { value: "2240", of: "[lb_av]" },
  "[lbf_av]": { value: "4.4482216152605", of: "N" },
  "[psi]": { value: "1", of: "[lbf_av]/[in_i]2" },
  "[gal_us]": { value: "231", of: "[in_i]3" },
  "[qt_us]": { value: "1/4", of: "[gal_us]" },
  "[pt_us]": { value: "1/8", of: "[gal_us]" },
  "[foz_us]": { value: "1/128", of: "[gal_us]" },
  "[bbl_us]": { value: "42", of: "[gal_us]" },
  "[gal_br]": { value: "4.54609", of: "L" },
};

/** Temperatures whose zero lies elsewhere: kelvin = (value + offset) × factor. */
export const shiftedAtoms: Readonly<Record<string, { readonly offset: string; readonly factor: string }>> = {
  Cel: { offset: "273.15", factor: "1" },
  "[degF]": { offset: "459.67", factor: "5/9" },
};

export const prefixes: Readonly<Record<string, number>> = {
  Y: 24,
  Z: 21,
  E: 18,
  P: 15,
  T: 12,
  G: 9,
  M: 6,
  k: 3,
  h: 2,
  da: 1,
  d: -1,
  c: -2,
  m: -3,
  u: -6,
  n: -9,
  p: -12,
  f: -15,
  a: -18,
};

/** Recommendation 20 code → UCUM expression. */
export const recommendation20: Readonly<Record<string, string>> = {
  C62: "1",
  EA: "1",
  H87: "1",
  PCE: "1",
  NAR: "1",
  NIU: "1",
  NMP: "1",
  PR: "2",
  DZN: "12",
  DZP: "12",
  GRO: "144",
  CEN: "100",
  MIL: "1000",
  KGM: "kg",
  GRM: "g",
  MGM: "mg",
  MC: "ug",
  TNE: "t",
  LBR: "[lb_av]",
  ONZ: "[oz_av]",
  STN: "[ston_av]",
  LTN: "[lton_av]",
  DTN: "100.kg",
  MTR: "m",
  DMT: "dm",
  CMT: "cm",
  MMT: "mm",
  KMT: "km",
  INH: "[in_i]",
  FOT: "[ft_i]",
  YRD: "[yd_i]",
  SMI: "[mi_i]",
  NMI: "[nmi_i]",
  MTK: "m2",
  CMK: "cm2",
  MMK: "mm2",
  KMK: "km2",
  HAR: "har",
  INK: "[in_i]2",
  FTK: "[ft_i]2",
  YDK: "[yd_i]2",
  MTQ: "m3",
  DMQ: "dm3",
  CMQ: "cm3",
  MMQ: "mm3",
  INQ: "[in_i]3",
  FTQ: "[ft_i]3",
  LTR: "L",
  DLT: "dL",
  CLT: "cL",
  MLT: "mL",
  HLT: "hL",
  GLL: "[gal_us]",
  GLI: "[gal_br]",
  QTL: "[qt_us]",
  PTL: "[pt_us]",
  OZA: "[foz_us]",
  BLL: "[bbl_us]",
  SEC: "s",
  C26: "ms",
  B98: "us",
  MIN: "min",
  HUR: "h",
  DAY: "d",
  WEE: "wk",
  MON: "mo",
  ANN: "a",
  CEL: "Cel",
  FAH: "[degF]",
  KEL: "K",
  P1: "%",
  NIL: "1",
  "59": "[ppm]",
  NEW: "N",
  PAL: "Pa",
  KPA: "kPa",
  A97: "hPa",
  BAR: "bar",
  MBR: "mbar",
  PS: "[psi]",
  ATM: "atm",
  JOU: "J",
  KJO: "kJ",
  KWH: "kW.h",
  MWH: "MW.h",
  WTT: "W",
  KWT: "kW",
  MAW: "MW",
  AMP: "A",
  VLT: "V",
  HTZ: "Hz",
  KMH: "km/h",
  MTS: "m/s",
  KNT: "[kn_i]",
  HM: "[mi_i]/h",
};

const currencyGroups: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  2:
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU " +
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS " +
    "KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB " +
    "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD " +
    "TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};

/** ISO 4217 code → digits of its minor unit. */
export const currencies: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(currencyGroups).flatMap(([digits, codes]) => codes.split(" ").map((code) => [code, Number(digits)])),
);
