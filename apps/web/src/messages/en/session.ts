/** Sign-in by the owner token. */
export const session = {
  signIn: 'Sign in',
  signInTo: 'Sign in to FUN Platform',
  ownerToken: 'Owner token',
  ownerTokenHelp:
    'Printed by <code>make bootstrap</code>; on the portal’s machine, <code>make status</code> shows it again.',
  notValid: 'This token is not valid. Copy it whole, from fun_ on.',
  unreachable: 'The API does not answer. Check that it runs with make status, then try again.',
  linkRefused: 'The sign-in link was not accepted',
}
