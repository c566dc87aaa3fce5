type Numbers = Uint32Array | Float64Array;

/** Numbers in a typed array that doubles when it is full. */
export interface Column {
  readonly length: number;
  push(value: number): void;
  get(index: number): number;
  set(index: number, value: number): void;
}

/** Whole numbers below 2^32, four bytes each. */
export const wholeNumbers = (): Column => createColumn((length) => new Uint32Array(length));

/** Any numbers, eight bytes each. */
export const numbers = (): Column => createColumn((length) => new Float64Array(length));

function createColumn(allocate: (length: number) => Numbers): Column {
  let values = allocate(16);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) values = doubled(values, allocate);
      values[length++] = value;
    },
    get: (index) => values[index] ?? 0,
    set(index, value) {
      values[index] = value;
    },
  };
}

function doubled(values: Numbers, allocate: (length: number) => Numbers): Numbers {
  const larger = allocate(values.length * 2);
  larger.set(values);
  return larger;
}
