import { randomBytes } from 'node:crypto'
import Docker from 'dockerode'
import { baseImage } from '../../adapters/docker/testing/base-image.ts'

/** Stands for the platform's image: its `python` says how it was called. */
const start = `printf '#!/bin/sh\\necho "called: $*"\\n' > /usr/bin/python && chmod 755 /usr/bin/python && exec sleep 1000000`

/** A running container, as a service has one, and what runs in it. */
export async function startTestContainer() {
  const docker = new Docker({ socketPath: '/var/run/docker.sock' })
  const container = await docker.createContainer({
    Image: baseImage,
    Cmd: ['sh', '-c', start],
    Labels: { 'fun.test-run': `terminal-${randomBytes(4).toString('hex')}` },
    HostConfig: { Init: true },
  })
  await container.start()
  return {
    id: container.id,
    /** Command lines of all its processes but the first ones. */
    async processes(): Promise<string[]> {
      const listed: { Processes: string[][] } = await container.top({ ps_args: '-eo pid,args' })
      return listed.Processes.map(([, command = '']) => command).filter((command) => !command.includes('sleep 1000000'))
    },
    stop: () => container.stop({ t: 0 }),
    remove: () => container.remove({ force: true, v: true }),
  }
}
