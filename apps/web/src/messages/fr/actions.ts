import type { actions as english } from '../en/actions.ts'

export const actions: typeof english = {
  verb: {
    deploy: 'Déployer',
    plan: 'Planifier',
    start: 'Démarrer',
    restart: 'Redémarrer',
    stop: 'Arrêter',
    rollback: 'Revenir',
    destroy: 'Détruire',
  },
  named: '{verb} {name}',
  several: '{verb} {count, plural, one {# environnement} other {# environnements}}',
  service: '{verb} {service} de {name}',
  rollbackTo: 'Revenir à {commit}',
  consequence: {
    deploy:
      'Le dernier commit de {reference} dans {source} est récupéré, construit et servi. Ce qui est servi maintenant répond jusqu’à ce que le nouveau soit prêt, et reste en cas d’échec.',
    deployFirst:
      'Le dernier commit de {reference} dans {source} est récupéré, construit et servi. C’est le premier : services et bases de données sont créés.',
    plan: 'Compare ce qui tourne à ce que demande {reference}, et montre chaque action d’un déploiement. Rien n’est changé.',
    start: 'Ses conteneurs sont démarrés tels qu’ils ont été faits, puis préparés.',
    restart:
      'Chaque service est arrêté puis redémarré. Les visiteurs reçoivent des erreurs jusqu’à ce que LMS et CMS répondent. Les données sont gardées.',
    restartService:
      'Ce service seul est arrêté puis redémarré. Ce qui en dépend reçoit des erreurs entre-temps. Les données sont gardées.',
    stop: 'LMS, CMS et tous les services sont arrêtés : rien ne répond avant un démarrage. Les données sont gardées.',
    rollback:
      'La révision {number} est de nouveau servie depuis ses images gardées : rien n’est récupéré, construit ni migré. La base de données reste telle quelle. Le commit quitté n’est pas redéployé de lui-même.',
    destroy:
      'Conteneurs, réseaux et configuration sont supprimés, et l’environnement quitte le portail. Rien ne le ramène.',
  },
  batch: 'Demandé pour chacun de : {names}.',
  busy: 'Une autre opération est en cours ; celle-ci attend sa fin.',
  reference: 'Branche, étiquette ou commit',
  referenceHelp: 'Pour ce déploiement seulement ; l’environnement continue de suivre {reference}.',
  maintenance: 'Retenir les requêtes pendant les migrations',
  maintenanceHelp: 'Les visiteurs voient une page de maintenance, d’avant la migration jusqu’au nouveau code.',
  snapshot: 'Garder une copie de la base de données',
  snapshotHelp: 'Faite avant la première migration, s’il y en a une.',
  stopFirst: 'Arrêter l’ancien avant de démarrer le nouveau',
  stopFirstHelp: 'Avec interruption. Pour les hôtes dont la mémoire ne tient pas deux générations.',
  acceptMigrations: 'Son code fonctionne sur le schéma migré',
  acceptMigrationsHelp: 'Nécessaire si des migrations ont eu lieu depuis ; elles ne sont pas défaites.',
  removeData: 'Supprimer aussi ses données',
  removeDataHelp: 'Bases de données, fichiers et cours. Sinon les volumes restent sur l’hôte.',
  typeName: 'Tapez {name} pour confirmer',
  queued: '{verb} : {name} est en file d’attente',
  queuedSeveral: '{verb} : {count, plural, one {# opération est} other {# opérations sont}} en file d’attente',
  refused: '{verb} : {name} a été refusé',
  ended: '{kind} de {name} : {state}',
  cancel: 'Annuler : {what}',
  cancelText:
    'Arrêt en quelques secondes. Ce qui est servi continue de l’être, et les parties d’image déjà faites restent pour la prochaine fois.',
  cancelAsked: 'Annulation : {what}',
}
