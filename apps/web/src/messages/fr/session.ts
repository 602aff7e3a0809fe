import type { session as english } from '../en/session.ts'

export const session: typeof english = {
  signIn: 'Se connecter',
  signInTo: 'Se connecter à FUN Platform',
  ownerToken: 'Jeton du propriétaire',
  ownerTokenHelp:
    'Affiché par <code>make bootstrap</code> ; sur la machine du portail, <code>make status</code> l’affiche de nouveau.',
  notValid: 'Ce jeton n’est pas valide. Copiez-le en entier, à partir de fun_.',
  unreachable: 'L’API ne répond pas. Vérifiez avec make status qu’elle tourne, puis réessayez.',
  linkRefused: 'Le lien de connexion n’a pas été accepté',
}
