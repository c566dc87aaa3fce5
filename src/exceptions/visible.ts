/**
 * Characters that are not what they look like: controls (ESC begins a terminal's commands), and those that turn the
 * direction of text or have no width (Unicode TR36, "Trojan Source").
 */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const spelled = (character: string): string =>
  `\\u{${(character.codePointAt(0) as number).toString(16).padStart(4, "0")}}`;

/** A text for people's eyes, on one line: what could steer a terminal or turn the text around is spelled out. */
export const visibleText = (text: string): string => text.toWellFormed().replaceAll(hidden, spelled);
