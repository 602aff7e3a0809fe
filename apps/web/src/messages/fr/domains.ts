import type { domains as english } from '../en/domains.ts'

export const domains: typeof english = {
  sites: { lms: 'LMS', cms: 'Studio', lmsDevelopment: 'LMS, runserver', cmsDevelopment: 'Studio, runserver' },
  addresses: 'Adresses',
  host: 'Nom d’hôte',
  port: 'Port et schéma',
  opens: 'S’ouvre à',
  state: {
    served: 'servi maintenant',
    saved: 'dès le prochain déploiement',
    edited: 'une fois enregistré et déployé',
  },
  servedStill: 'D’ici là : {url}',
  answers: 'Répond sur son hôte',
  notSeen: 'Aucun conteneur n’a encore été vu.',
  tlsText:
    'Les environnements parlent http. Un certificat et https sont l’affaire d’un serveur placé devant, qui renvoie vers ces ports.',
  records: 'Enregistrements DNS',
  record: { name: 'Nom', type: 'Type', value: 'Pointe vers' },
  none: {
    local:
      'Aucun enregistrement : ce nom désigne la machine où on le tape, donc seules les personnes sur l’hôte même l’atteignent.',
    address: 'Aucun enregistrement : c’est déjà une adresse.',
  },
  value: {
    loopback: 'le serveur placé devant',
    every: 'l’adresse publique de l’hôte {host}',
  },
  note: {
    bound: 'Les ports sont liés à cette adresse. Que les visiteurs l’atteignent dépend du réseau entre les deux.',
    loopback:
      'Les ports sont liés à {bind} : personne ne les atteint d’une autre machine. L’enregistrement pointe vers un serveur placé devant, sur l’hôte, qui y renvoie ; ou l’adresse d’écoute en devient une autre.',
    every:
      'Le portail ne sait pas par quelle adresse les visiteurs atteignent l’hôte. {hint} Si l’hôte a déjà un nom, un enregistrement CNAME vers ce nom convient aussi.',
  },
  hint: {
    machine: 'Il parle au moteur de l’hôte à {machine}.',
    own: 'L’hôte est la machine du portail, que vous avez ouverte comme {name}.',
    ownUnnamed: 'C’est la machine même du portail.',
    unknown: 'Qui l’exploite le sait.',
  },
  portNote: 'Un enregistrement n’a pas de port : les visiteurs le tapent, sauf si c’est 80.',
  unknown:
    'Le portail n’interroge pas le DNS. La commande dit vers quoi un nom pointe maintenant ; l’ouvrir dit s’il répond de là où vous êtes.',
  dig: 'la commande qui interroge le DNS',
}
