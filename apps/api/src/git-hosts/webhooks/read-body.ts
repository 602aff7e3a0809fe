/** JSON in a body, or in the form field `payload` as GitHub and Gitea send it when asked to; undefined when there is none. */
export function readBody(body: Buffer, contentType: string | undefined): unknown {
  const text = body.toString('utf8')
  const form = contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false
  try {
    return JSON.parse(form ? (new URLSearchParams(text).get('payload') ?? '') : text)
  } catch {
    return undefined
  }
}
