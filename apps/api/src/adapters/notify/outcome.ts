/** What came of one try to hand a message to a service. */
export type SendOutcome =
  | { kind: 'delivered'; answer: string }
  /** It may pass: another try follows, not before `retryAfterSeconds` when the service names a time. */
  | { kind: 'failed'; answer: string; retryAfterSeconds?: number }
  /** The service, or the guard of outgoing URLs, will not take it later either. */
  | { kind: 'refused'; answer: string }
