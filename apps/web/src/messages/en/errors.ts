/** Failures that the portal itself notices; what the API refuses, it explains itself. */
export const errors = {
  unreachable: 'The portal’s API does not answer',
  unreachableText:
    'What is shown is what was known last; it goes on by itself when the API is back. Environments keep serving without it.',
  unreachableCure: 'On the portal’s machine, make status says what runs, and make start starts what does not.',
  mismatch: 'Portal and API do not match',
  mismatchCure:
    'Reload the page. If it stays, restart the portal with make stop and make start, so that both are of one version.',
  page: 'The portal’s page failed',
  pageCure: 'Reload the page.',
  signedOut: 'The session had ended',
  signedOutText: 'Once you are signed in, do it again: what you typed is kept.',
  forbidden: 'You may look at this, not do it',
  forbiddenCure: 'Ask an owner of the portal for the role that may.',
}
