/** Longer texts are sentences: their beginning is looked at. */
const MOST_PICTURED = 60;

/**
 * How a code is put together: runs of digits are `9`, of capitals `A`, of small letters `a`; everything else stands for
 * itself. `PO-4711` and `SO-12` look alike, `po-4711` does not.
 */
export function pictureOf(text: string): string {
  const end = Math.min(text.length, MOST_PICTURED);
  let picture = "";
  let last = 0;
  for (let at = 0; at < end; at += 1) {
    const sign = signOf(text.charCodeAt(at));
    if (sign !== last || !isRun(sign)) picture += String.fromCharCode(sign);
    last = sign;
  }
  return picture;
}

/** Whether a text has this picture; nothing is allocated. */
export function hasPicture(text: string, picture: string): boolean {
  let last = 0;
  let next = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = signOf(text.charCodeAt(at));
    if (sign === last && isRun(sign)) continue;
    if (picture.charCodeAt(next) !== sign) return false;
    next += 1;
    last = sign;
  }
  return next === picture.length;
}

/** Whether two texts have digits, capitals, small letters and every other sign in the same places. */
export function hasFormOf(text: string, other: string): boolean {
  if (text.length !== other.length) return false;
  for (let at = 0; at < text.length; at += 1) {
    const [left, right] = [text.charCodeAt(at), other.charCodeAt(at)];
    if (left !== right && signOf(left) !== signOf(right)) return false;
  }
  return true;
}

const [DIGIT, CAPITAL, SMALL] = ["9", "A", "a"].map((sign) => sign.charCodeAt(0)) as [number, number, number];

const isRun = (sign: number): boolean => sign === DIGIT || sign === CAPITAL || sign === SMALL;

/** Letters beyond ASCII count as small ones: their case says nothing about codes. */
function signOf(code: number): number {
  if (code >= 48 && code <= 57) return DIGIT;
  if (code >= 65 && code <= 90) return CAPITAL;
  return (code >= 97 && code <= 122) || code > 127 ? SMALL : code;
}
