/** One value in DER (ITU-T X.690 §10): its tag, its length in the shortest form, its contents. */
export function formatDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const size = contents.reduce((sum, { length }) => sum + length, 0);
  const head = [tag, ...(size < 0x80 ? [size] : longLength(size))];
  const value = new Uint8Array(head.length + size);
  value.set(head);
  let at = head.length;
  for (const content of contents) {
    value.set(content, at);
    at += content.length;
  }
  return value;
}

function longLength(size: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

/** A whole number from 0, big-endian, in DER: no zeros in front but the one that keeps it positive. */
export function formatDerInteger(bigEndian: Uint8Array): Uint8Array {
  const first = bigEndian.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? new Uint8Array(1) : bigEndian.subarray(first);
  return (digits[0] as number) < 0x80 ? formatDer(0x02, digits) : formatDer(0x02, new Uint8Array(1), digits);
}
