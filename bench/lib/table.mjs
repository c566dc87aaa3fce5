const columns = [
  { title: "room", width: 11, of: ({ room }) => room },
  { title: "comparison", width: 50, of: ({ name }) => name },
  { title: "here", width: 15, of: ({ value, unit }) => `${shown(value)} ${unit}`, right: true },
  { title: "peer", width: 15, of: ({ peerValue, unit }) => `${shown(peerValue)} ${unit}`, right: true },
  { title: "ratio", width: 8, of: ({ ratio }) => `${shown(ratio)} ×`, right: true },
  { title: "target", width: 8, of: ({ target }) => `${shown(target)} ×`, right: true },
  { title: "", width: 7, of: ({ met }) => (met ? "met" : "not met") },
  { title: "beside", width: 0, of: ({ peer }) => peer },
];

export const printHead = () => console.log(line(({ title }) => title));
export const printRow = (row) => console.log(line(({ of }) => of(row)));

const line = (textOf) =>
  columns
    .map((column) => (column.right ? textOf(column).padStart(column.width) : textOf(column).padEnd(column.width)))
    .join("  ")
    .trimEnd();

const shown = (value) => value.toLocaleString("en", { maximumSignificantDigits: 3 });
