import type { errors as english } from '../en/errors.ts'

export const errors: typeof english = {
  unreachable: 'L’API du portail ne répond pas',
  unreachableText:
    'Ce qui est affiché est le dernier état connu ; la suite reprend d’elle-même au retour de l’API. Les environnements continuent de servir.',
  unreachableCure:
    'Sur la machine du portail, make status dit ce qui tourne, et make start démarre ce qui ne tourne pas.',
  mismatch: 'Le portail et l’API ne correspondent pas',
  mismatchCure:
    'Rechargez la page. Si cela persiste, redémarrez le portail par make stop et make start, pour que les deux soient de la même version.',
  page: 'La page du portail a échoué',
  pageCure: 'Rechargez la page.',
  signedOut: 'La session était terminée',
  signedOutText: 'Une fois connecté, recommencez : ce que vous avez saisi est conservé.',
  forbidden: 'Vous pouvez voir ceci, pas le faire',
  forbiddenCure: 'Demandez à un propriétaire du portail le rôle qui le permet.',
}
