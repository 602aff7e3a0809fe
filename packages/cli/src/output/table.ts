/** One column: its heading, and what a row shows in it. */
export interface Column<Row> {
  heading: string
  value: (row: Row) => string
}

/** Headings in capitals, columns as wide as their widest cell, three spaces between; cut at `widthMax` characters, where somebody looks at it. */
export function table<Row>(columns: ReadonlyArray<Column<Row>>, rows: readonly Row[], widthMax = Infinity): string[] {
  const cells = [
    columns.map((each) => each.heading.toUpperCase()),
    ...rows.map((row) => columns.map((each) => each.value(row))),
  ]
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => lengthOf(line[index]))))
  return cells.map((line) =>
    cut(
      line
        .map((cell, index) => pad(cell, widths[index] ?? 0))
        .join('   ')
        .trimEnd(),
      widthMax,
    ),
  )
}

/** `name  value` lines, the names as wide as the widest; rows without a value are left out. */
export function facts(rows: ReadonlyArray<readonly [name: string, value: string | null | undefined]>): string[] {
  const present = rows.filter(([, value]) => value !== null && value !== undefined && value !== '')
  const width = Math.max(0, ...present.map(([name]) => lengthOf(name)))
  return present.map(([name, value]) => `${pad(name, width)}   ${value}`)
}

/** At most `widthMax` characters; what was cut shows as `…`. */
export function cut(text: string, widthMax: number): string {
  const characters = [...text]
  return characters.length <= widthMax ? text : `${characters.slice(0, Math.max(0, widthMax - 1)).join('')}…`
}

const lengthOf = (text: string | undefined): number => [...(text ?? '')].length
const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - lengthOf(text)))
