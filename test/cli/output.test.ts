import { describe, expect, it } from "vitest";
import { createOutput } from "../../src/cli/output.ts";

function capture({ isTTY, json = false }: { readonly isTTY: boolean; readonly json?: boolean }) {
  let written = "";
  const write = (text: string): void => {
    written += text;
  };
  const stream = { isTTY, write };
  return { output: createOutput({ json, plain: false, stdout: stream, stderr: stream }), read: () => written };
}

/** What a file name or a cell may hold, and what a terminal would do with it. */
const hostile: readonly [does: string, text: string][] = [
  ["clears the screen", "\u001b[2Jgone"],
  ["renames the window", "\u001b]0;pwned\u0007"],
  ["goes back over the line", "PROVEN\rREFUTED"],
  ["begins a line of its own", "file\nPROVEN  evidence.json"],
  ["turns the line around", "\u202egnp.exe"],
  ["uses the second page of controls", "\u009b31mred"],
];

describe("what is printed", () => {
  for (const [does, text] of hostile) {
    it.each([true, false])(`is harmless where it ${does}, on a terminal: %s`, (isTTY) => {
      const { output, read } = capture({ isTTY });
      output.line(text);
      output.note(text);
      expect(read()).toMatch(/^[^\p{Cc}\p{Bidi_Control}]*\n[^\p{Cc}\p{Bidi_Control}]*\n$/u);
    });
  }

  it("is in colour on a terminal, and nowhere else", () => {
    for (const isTTY of [true, false]) {
      const { output, read } = capture({ isTTY });
      output.line(`${output.status("refuted")} ${output.bold("x")}`);
      expect(read()).toBe(isTTY ? "\u001b[31mrefuted\u001b[0m \u001b[1mx\u001b[0m\n" : "refuted x\n");
    }
  });

  it("is one JSON value for programs, with everything as it is", () => {
    const { output, read } = capture({ isTTY: false, json: true });
    output.line("for people");
    output.value({ file: "a\u001b[2J" });
    expect(read()).toBe('{"file":"a\\u001b[2J"}\n');
  });
});
