/** What fields hold, by their name, where a schema only says that they are text. */
const words: Record<string, string> = {
  name: 'demo',
  environment: 'demo',
  source: 'platform',
  host: 'local',
  service: 'lms',
  reference: 'main',
  url: 'https://git.example.org/platform.git',
  user: 'reader',
  password: 'a long passphrase',
  commit: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2',
  heldCommit: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2',
  commitSubject: 'Courses are listed by title',
  trigger: 'owner:owner',
  waitingFor: 'The deploy operation before it is running; one runs at a time per environment.',
  workingTree: '/srv/trees/demo',
  title: 'Fetch the source',
  detail: '',
  description: 'Learning management system',
  containerName: 'demo-lms-1',
  state: 'running',
  version: '20.10.24',
  apiVersion: '1.41',
  endpoint: 'unix:///var/run/docker.sock',
  email: 'somebody@example.org',
  token: 'fun_shown-once',
  prefix: 'fun_shown',
  secret: 'shown-once',
  ref: 'refs/heads/main',
  deliveryId: '5f1c2f60-8f0e-11f0-9c1c-3f1a2b4c5d6e',
  outcome: 'A deploy of demo is queued.',
  part: 'code',
  createdBy: 'owner:owner',
}

/** An example in which text that was made up has become what the field's name lets one expect. */
export function withWords(example: unknown, key = ''): unknown {
  if (example === 'string') return words[key] ?? example
  if (Array.isArray(example)) return example.map((each) => withWords(each, key))
  if (typeof example !== 'object' || example === null) return example
  return Object.fromEntries(Object.entries(example).map(([name, value]) => [name, withWords(value, name)]))
}
