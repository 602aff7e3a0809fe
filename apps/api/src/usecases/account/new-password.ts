import { CodedError } from '../../errors.ts'

/** Refuses what is guessed first: the person's own name or address, and one character again and again. Throws `invalid-request`. */
export function checkNewPassword(password: string, person: { name: string; email: string }): void {
  const plain = password.toLowerCase()
  const own = [person.email, person.email.split('@')[0] ?? '', person.name.toLowerCase()].some((text) => text === plain)
  if (!own && new Set(plain).size > 4) return
  throw new CodedError('invalid-request', 'The password is easily guessed.', {
    cure: 'Choose one that is neither your name nor your address, and of more than a few different characters.',
    errors: [{ path: 'password', message: 'is easily guessed' }],
  })
}
