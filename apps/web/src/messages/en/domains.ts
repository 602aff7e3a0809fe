/** Where an environment answers, and what the DNS has to say for it. */
export const domains = {
  sites: { lms: 'LMS', cms: 'Studio', lmsDevelopment: 'LMS, runserver', cmsDevelopment: 'Studio, runserver' },
  addresses: 'Addresses',
  host: 'Host name',
  port: 'Port and scheme',
  opens: 'Opens at',
  state: {
    served: 'served now',
    saved: 'from the next deployment',
    edited: 'once saved and deployed',
  },
  servedStill: 'Until then: {url}',
  answers: 'Answers on its host',
  notSeen: 'No container was seen yet.',
  tlsText: 'Environments speak http. A certificate and https belong to a server in front that forwards to these ports.',
  records: 'DNS records',
  record: { name: 'Name', type: 'Type', value: 'Points to' },
  none: {
    local: 'No record: this name means whatever machine it is typed on, so only people on the host itself reach it.',
    address: 'No record: this is an address already.',
  },
  value: {
    loopback: 'the server in front',
    every: 'the public address of host {host}',
  },
  note: {
    bound: 'The ports are bound to this address. Whether visitors reach it is up to the network between.',
    loopback:
      'The ports are bound to {bind}: nobody reaches them from another machine. The record points to a server in front on the host that forwards to them, or the bind address becomes another one.',
    every:
      'The portal does not know by which address visitors reach the host. {hint} Where the host has a name already, a CNAME record to that name does as well.',
  },
  hint: {
    machine: 'It speaks to the host’s engine at {machine}.',
    own: 'The host is the portal’s own machine, which you have opened as {name}.',
    ownUnnamed: 'It is the portal’s own machine.',
    unknown: 'Whoever runs it does.',
  },
  portNote: 'A record has no port: visitors type it, unless it is 80.',
  unknown:
    'The portal does not ask the DNS. What a name points to now is told by the command; whether it opens from where you are, by opening it.',
  dig: 'the command that asks the DNS',
}
