/** `[1,2] -> #3 container demo-lms-2, create, image changed`: what must be done before it, its number, what, how, and why. */
const actionLine = /^\[[\d,]*\] -> #\d+ ([^,]+), ([^,]+), (.*)$/

/**
 * A plan as a person reads it: a sign, what, how and why on each line, without the numbers that the worker needs. A line that is none of an action stays as it is.
 * Empty for an empty plan.
 */
export function planLines(plan: string): string[] {
  return textLines(plan).map((line) => {
    const [, resource = '', verb = '', cause = ''] = actionLine.exec(line) ?? []
    return verb === '' ? line : `${signOf(verb)} ${resource}: ${verb} (${cause})`
  })
}

/** How much it is: `7 actions: 2 create, 1 remove, 4 others. 1 thing to look at.` */
export function planSummary(plan: string): string {
  const lines = textLines(plan)
  const verbs = lines.flatMap((line) => actionLine.exec(line)?.[2] ?? [])
  const marks = lines.filter((line) => line.startsWith('!')).length
  const look =
    marks === 0 ? '' : ` ${marks} ${marks === 1 ? 'thing' : 'things'} to look at, marked with an exclamation mark.`
  if (verbs.length === 0) return `Nothing to do: what runs is what a deploy would make.${look}`
  const counted = (['create', 'remove'] as const).map((verb) => ({
    verb,
    count: verbs.filter((each) => each === verb).length,
  }))
  const others = verbs.length - counted.reduce((sum, { count }) => sum + count, 0)
  const parts = [
    ...counted.flatMap(({ verb, count }) => (count === 0 ? [] : [`${count} ${verb}`])),
    ...(others === 0 ? [] : [`${others} ${others === 1 ? 'other' : 'others'}`]),
  ]
  return `${verbs.length} ${verbs.length === 1 ? 'action' : 'actions'}: ${parts.join(', ')}.${look}`
}

const textLines = (plan: string): string[] => plan.split('\n').filter((line) => line !== '')

function signOf(verb: string): string {
  if (verb === 'create') return '+'
  return verb === 'remove' ? '-' : '~'
}
