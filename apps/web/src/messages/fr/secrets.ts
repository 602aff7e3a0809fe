import type { secrets as english } from '../en/secrets.ts'

export const secrets: typeof english = {
  title: 'Secrets',
  text: 'Les valeurs entrent et ne ressortent jamais : le portail montre noms, versions et usages. Une nouvelle version compte dès le prochain déploiement.',
  none: 'Cet environnement n’a aucun secret.',
  waiting: '{count, plural, one {# secret attend} other {# secrets attendent}} le prochain déploiement.',
  add: 'Ajouter un secret',
  name: 'Nom du secret',
  nameHelp: 'Majuscules, chiffres et soulignés : les conteneurs le lisent comme variable d’environnement de ce nom.',
  value: 'Valeur',
  valueOf: 'Nouvelle valeur de {name}',
  valueHelp: 'Au moins 6 caractères. Elle est gardée chiffrée et plus jamais montrée.',
  set: 'Définir',
  setOf: 'Définir {name}',
  setDone: '{name} est défini. Le prochain déploiement l’applique.',
  cancel: 'Annuler',
  kind: { generated: 'généré par le portail', own: 'défini par quelqu’un' },
  unused: 'Rien ne l’utilise.',
  usedBy: 'Utilisé par {users}',
  noValue: 'Sans valeur : un déploiement échouerait',
  version: 'Version {version}',
  notServed: 'pas encore déployé',
  serves: 'la version {version} est servie jusqu’au prochain déploiement',
  generate: 'Générer',
  generateOf: 'Générer {name}',
  generateText:
    'Une nouvelle valeur aléatoire que personne ne voit devient sa prochaine version, et compte dès le prochain déploiement. Tout ce qui détient la valeur actuelle devra alors apprendre la nouvelle.',
  generated: '{name} a une nouvelle valeur. Le prochain déploiement l’applique.',
  remove: 'Supprimer',
  removeOf: 'Supprimer {name}',
  removeText:
    'Il est supprimé avec toutes ses versions. Ce qui le nomme dans les réglages n’a plus de valeur dès le prochain déploiement.',
}
