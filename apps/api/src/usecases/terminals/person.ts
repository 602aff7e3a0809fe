import type { Principal } from '../../policy/principal.ts'

/** Whose a terminal is: somebody is the same person by every session and token of theirs. */
export const personOf = ({ userId, serviceAccountId, id }: Principal): string => userId ?? serviceAccountId ?? id
