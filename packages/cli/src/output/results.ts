import type { Cli } from '../cli.ts'
import { say } from './screen.ts'
import { type Column, table } from './table.ts'

/** One JSON document. */
export function printJson(cli: Cli, value: unknown): void {
  say(cli.out, JSON.stringify(value, null, 2))
}

/** Rows as a table, or as a JSON array; an empty table says so on the other screen, so that a pipe stays empty. */
export function printList<Row>(
  cli: Cli,
  json: true | undefined,
  whenEmpty: string,
  rows: readonly Row[],
  columns: ReadonlyArray<Column<Row>>,
): void {
  if (json) printJson(cli, rows)
  else if (rows.length === 0) say(cli.err, whenEmpty)
  else {
    const [heading, ...lines] = table(columns, rows, cli.out.columns)
    say(cli.out, cli.out.style('bold', heading ?? ''), ...lines)
  }
}
