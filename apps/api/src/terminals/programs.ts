import { djangoSystems, type TerminalProgram } from '@fun/contract/terminal'

/** bash where the image has it. */
const shell = ['/bin/sh', '-c', 'command -v bash >/dev/null 2>&1 && exec bash; exec sh']

/** The argument vector of a program in a service; undefined when the service has no such program. */
export function programOf(program: TerminalProgram, service: string): string[] | undefined {
  switch (program) {
    case 'shell':
      return shell
    case 'django-shell': {
      const system = djangoSystems[service]
      return system === undefined ? undefined : ['python', 'manage.py', system, 'shell']
    }
  }
}
