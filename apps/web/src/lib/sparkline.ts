/** Corners of a line through values in a box, as an SVG path: `M`oved over what was not measured. `least` is the smallest value that fills the height. */
export function sparklinePath(
  values: readonly (number | null)[],
  { width, height, least }: { width: number; height: number; least: number },
): string {
  const most = Math.max(least, ...values.map((value) => value ?? 0))
  const step = width / Math.max(1, values.length - 1)
  let pen: 'M' | 'L' = 'M'
  return values
    .map((value, index) => {
      if (value === null) {
        pen = 'M'
        return ''
      }
      const isAlone = pen === 'M' && (values[index + 1] ?? null) === null
      const at = `${pen}${round(index * step)} ${round(height - (value / most) * height)}`
      pen = 'L'
      // A line of one point is drawn with a round end.
      return isAlone ? `${at}h0.01` : at
    })
    .join('')
}

const round = (value: number): number => Math.round(value * 10) / 10
