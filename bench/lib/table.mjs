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
export const printRow = (row) => (row.lines ? printTable(row) : console.log(line(({ of }) => of(row))));

/** A table of figures that are no ratio of two times: `lines` of the same members, the names of `titles` above them. */
function printTable({ name, titles, lines }) {
  const rows = [titles, ...lines.map((cells) => cells.map(cellOf))];
  const widths = titles.map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  console.log(`\n${name}`);
  for (const row of rows)
    console.log(
      `  ${row
        .map((cell, at) => padded(cell, widths[at], at === 0))
        .join("  ")
        .trimEnd()}`,
    );
}

const padded = (cell, width, isFirst) => (isFirst ? cell.padEnd(width) : cell.padStart(width));

function cellOf(cell) {
  if (cell === null || cell === undefined) return "–";
  return typeof cell === "number" ? shown(cell) : cell;
}

const line = (textOf) =>
  columns
    .map((column) => (column.right ? textOf(column).padStart(column.width) : textOf(column).padEnd(column.width)))
    .join("  ")
    .trimEnd();

const shown = (value) => value.toLocaleString("en", { maximumSignificantDigits: 3 });
