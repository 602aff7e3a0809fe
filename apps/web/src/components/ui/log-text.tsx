import { Fragment, memo } from 'react'
import { type AnsiColour, ansiPieces } from '#lib/ansi.ts'
import type { LogLine } from '#lib/log-buffer.ts'
import { type Matcher, rangesOf } from '#lib/log-search.ts'

// Of the page's own colours, which have their contrast in both themes.
const colours: Record<AnsiColour, string> = {
  black: 'text-quiet',
  red: 'text-bad',
  green: 'text-good',
  yellow: 'text-warn',
  blue: 'text-busy',
  magenta: 'text-accent',
  cyan: 'text-busy',
  white: 'text-text',
}

/** A line in its colours, with what was searched for marked. Everything is text: React escapes it. */
export const LogText = memo(function LogText({ line, matcher }: { line: LogLine; matcher: Matcher | null }) {
  const pieces = line.raw === null ? [{ text: line.text, colour: null, bold: false }] : ansiPieces(line.raw)
  const ranges = matcher === null ? [] : rangesOf(matcher, line.text)
  let from = 0
  return pieces.map((piece, index) => {
    const start = from
    from += piece.text.length
    return (
      <span
        // Pieces of one line keep their places.
        key={`${index} ${start}`}
        className={`${piece.colour === null ? '' : colours[piece.colour]} ${piece.bold ? 'font-semibold' : ''}`}
      >
        <Marked text={piece.text} start={start} ranges={ranges} />
      </span>
    )
  })
})

function Marked({ text, start, ranges }: { text: string; start: number; ranges: readonly [number, number][] }) {
  const inside = ranges.filter(([from, to]) => from < start + text.length && to > start)
  if (inside.length === 0) return text
  let done = 0
  const parts = inside.map(([from, to]) => {
    const begin = Math.max(0, from - start)
    const end = Math.min(text.length, to - start)
    const before = text.slice(done, begin)
    done = end
    return (
      <Fragment key={from}>
        {before}
        <mark className="rounded-control bg-warn/35 text-text">{text.slice(begin, end)}</mark>
      </Fragment>
    )
  })
  return (
    <>
      {parts}
      {text.slice(done)}
    </>
  )
}
