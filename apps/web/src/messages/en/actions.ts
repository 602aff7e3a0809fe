/** What a person can ask of an environment, and what comes of it. `verb` is on the button and in the dialog. */
export const actions = {
  verb: {
    deploy: 'Deploy',
    plan: 'Plan',
    start: 'Start',
    restart: 'Restart',
    stop: 'Stop',
    rollback: 'Roll back',
    destroy: 'Destroy',
  },
  named: '{verb} {name}',
  several: '{verb} {count, plural, one {# environment} other {# environments}}',
  service: '{verb} {service} of {name}',
  rollbackTo: 'Roll back to {commit}',
  consequence: {
    deploy:
      'The newest commit of {reference} in {source} is fetched, built and served. What is served now keeps answering until the new one is ready, and stays when it fails.',
    deployFirst:
      'The newest commit of {reference} in {source} is fetched, built and served. It is the first: services and databases are made.',
    plan: 'Compares what runs with what {reference} asks for, and shows every action a deployment would take. Nothing is changed.',
    start: 'Its containers are started, as they were made, and made ready.',
    restart: 'Every service is stopped and started again. Visitors get errors until LMS and CMS answer. Data is kept.',
    restartService:
      'This service alone is stopped and started again. Whatever needs it gets errors meanwhile. Data is kept.',
    stop: 'LMS, CMS and all services are stopped: nothing answers until somebody starts it. Data is kept.',
    rollback:
      'Revision {number} is served again from its kept images: nothing is fetched, built or migrated. The database stays as it is. Pushes of the commit that is left do not deploy it again by themselves.',
    destroy:
      'Containers, networks and configuration are removed, and the environment leaves the portal. Nothing brings it back.',
  },
  batch: 'This is asked for each of: {names}.',
  busy: 'Another operation is under way; this one waits for it to end.',
  reference: 'Branch, tag or commit',
  referenceHelp: 'For this deployment only; the environment goes on following {reference}.',
  maintenance: 'Hold requests during migrations',
  maintenanceHelp: 'Visitors see a maintenance page from before a migration until the new code serves.',
  snapshot: 'Keep a dump of the database',
  snapshotHelp: 'Made before the first migration, should there be one.',
  stopFirst: 'Stop the old before starting the new',
  stopFirstHelp: 'With downtime. For hosts whose memory does not hold two generations.',
  acceptMigrations: 'Its code can run on the migrated schema',
  acceptMigrationsHelp: 'Needed when migrations ran since that revision; they are not undone.',
  removeData: 'Remove its data too',
  removeDataHelp: 'Databases, uploads and courses. Without it the volumes stay on the host.',
  typeName: 'Type {name} to confirm',
  queued: '{verb}: {name} is queued',
  queuedSeveral: '{verb}: {count, plural, one {# operation is} other {# operations are}} queued',
  refused: '{verb}: {name} was refused',
  ended: '{kind} of {name}: {state}',
  cancel: 'Cancel {what}',
  cancelText:
    'It stops within seconds. What is served now keeps being served, and image parts that are made stay for the next time.',
  cancelAsked: 'Cancelling {what}',
}
