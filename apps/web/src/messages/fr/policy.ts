import type { Action, Role } from '@fun/contract/policy'

/** What each role is for, as the contract says it in English. */
export const frenchRoleMeanings: Record<Role, string> = {
  owner: 'Fait tout, et seul nomme des propriétaires et change les réglages de l’installation.',
  admin: 'Crée et détruit des environnements, et décide qui peut faire quoi, sauf pour les propriétaires.',
  operator: 'Fait tourner les environnements : configuration, secrets, démarrage et arrêt, manage.py.',
  developer: 'Déploie, et lit les journaux.',
  viewer: 'Regarde.',
}

/** What each action lets somebody do, completing « peut … ». */
export const frenchMeanings: Record<Action, string> = {
  'environment:read': 'voir un environnement, ses révisions, ses plans et son dossier Compose exporté',
  'environment:create': 'créer des environnements, et donc exécuter le code de toute source sur tout hôte',
  'environment:write': 'changer ce qu’un environnement doit être : spécification, référence, images',
  'environment:deploy': 'planifier et déployer toute référence de la source, et revenir à une révision antérieure',
  'environment:operate': 'démarrer, arrêter et redémarrer un environnement',
  'environment:destroy': 'détruire un environnement, aussi avec ses données',
  'environment:manage':
    'exécuter manage.py ou un shell dans un environnement, et donc lire toutes ses données et les valeurs de ses secrets',
  'environment:terminal':
    'ouvrir un shell ou un shell Django dans un service d’un environnement, et donc lire toutes ses données et les valeurs de ses secrets',
  'environment:terminal-root': 'ouvrir ce shell en tant que root dans le conteneur',
  'log:read': 'lire ce qu’écrivent les conteneurs, ce qui peut contenir des données personnelles',
  'secret:read': 'voir les noms et versions des secrets ; aucun appel ne donne une valeur',
  'secret:write': 'définir, générer et retirer des secrets',
  'operation:read':
    'voir les opérations avec leurs étapes et journaux, sauf ce que reçoivent et écrivent les commandes de manage.py',
  'operation:cancel': 'annuler une opération',
  'push:approve': 'laisser construire et déployer le code d’un fork ou d’une pull request',
  'source:read': 'voir les sources ; sur un environnement, la sienne',
  'source:write': 'ajouter et retirer des sources, avec leurs identifiants et secrets de webhook',
  'source:build': 'construire l’image de tout commit de toute source, sans environnement',
  'delivery:read': 'voir ce que les hébergeurs git ont envoyé, et ce qui en est advenu dans chaque environnement',
  'delivery:redeliver': 'traiter une livraison de nouveau',
  'host:read': 'voir les hôtes et leur stockage',
  'host:operate': 'faire de la place sur un hôte : élaguer révisions, images et cache de construction',
  'host:write': 'ajouter, changer et retirer des hôtes',
  'metrics:read': 'lire les métriques du portail, comme le fait Prometheus',
  'notification:read': 'voir qui est averti de quoi',
  'notification:write': 'décider qui est averti de quoi',
  'member:read': 'voir les membres, leurs adresses et leurs rôles',
  'member:write': 'inviter, désactiver et retirer des membres, et donner des rôles jusqu’au sien',
  'service-account:write': 'créer des comptes de service et leurs jetons, avec des rôles jusqu’au sien',
  'audit:read': 'lire et exporter l’audit',
  'settings:read': 'voir les réglages de l’installation',
  'settings:write': 'changer les réglages de l’installation : connexion, courrier, clés',
  'release:read': 'voir le catalogue des versions Open edX',
  'api:read': 'lire la description de l’API et ce tableau',
  'token:own': 'créer et révoquer ses propres jetons, dont aucun ne peut davantage',
  'account:own': 'changer son propre mot de passe, second facteur et ses sessions',
}
