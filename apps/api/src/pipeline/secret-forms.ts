/** Shorter values would turn ordinary words into masks; the API asks for longer secrets. */
const lengthMin = 6
/** Members of a key in JSON are protected by themselves from this length on: programs print them one by one. */
const memberLengthMin = 24

/**
 * Every way in which values may stand in a text: as they are, each line of several, JSON-escaped, URL-encoded, HTML-escaped, and in base64 of
 * whatever they are a part of.
 */
export function secretForms(secrets: Iterable<string>): string[] {
  const forms = new Set<string>()
  for (const secret of secrets)
    for (const text of [secret, ...secret.split('\n'), ...longMembers(secret)])
      for (const form of formsOf(text)) if (form.trim().length >= lengthMin) forms.add(form)
  return [...forms]
}

function formsOf(text: string): string[] {
  if (text.trim().length < lengthMin) return []
  return [text, JSON.stringify(text).slice(1, -1), encoded(text), htmlEscaped(text), ...base64Forms(text)]
}

/** A value with half a character has no URL form. */
function encoded(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : text
}

const htmlEscaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')

/**
 * What base64 of a longer text has of this one, whichever of three places in a group of bytes it begins at: `user:password` of an
 * Authorization header is found by its password. Characters that also hold bits of what is around are left out.
 */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text)
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const begin = Math.ceil((offset * 8) / 6)
    const standard = whole.slice(begin, Math.floor(((offset + bytes.length) * 8) / 6))
    return [standard, standard.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** Long texts among the members of a JSON object, such as the numbers of a private key. */
function longMembers(secret: string): string[] {
  if (!secret.startsWith('{')) return []
  try {
    const members: unknown[] = Object.values(JSON.parse(secret))
    return members.filter((each) => typeof each === 'string').filter((each) => each.length >= memberLengthMin)
  } catch {
    return []
  }
}
