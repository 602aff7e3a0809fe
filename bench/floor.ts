import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'

/**
 * Seconds from the start of a container like `likeId` (same image, settings, mounts and network) to its first 200 on /heartbeat: what no way
 * of deploying can be quicker than. Asked over the container's own address, without nginx. The container is removed.
 */
export async function secondsToFirstAnswer(docker: Docker, likeId: string, hostHeader: string): Promise<number> {
  const like = await docker.getContainer(likeId).inspect()
  const [network] = Object.keys(like.NetworkSettings.Networks)
  const container = await docker.createContainer({
    Image: like.Image,
    Cmd: like.Config.Cmd,
    Env: like.Config.Env,
    ...(like.Config.User === undefined ? {} : { User: like.Config.User }),
    Labels: { 'fun.test-run': 'bench-floor' },
    HostConfig: { ...like.HostConfig, RestartPolicy: { Name: 'no' }, PortBindings: {}, AutoRemove: false },
    NetworkingConfig: { EndpointsConfig: network === undefined ? {} : { [network]: {} } },
  })
  try {
    const began = performance.now()
    await container.start()
    const { NetworkSettings } = await container.inspect()
    const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress
    await untilAnswers(`http://${address}:8000/heartbeat`, hostHeader)
    return (performance.now() - began) / 1000
  } finally {
    await container.remove({ force: true, v: true })
  }
}

async function untilAnswers(url: string, host: string): Promise<void> {
  for (let attempt = 0; attempt < 2400; attempt++) {
    const status = await fetch(url, { headers: { host }, signal: AbortSignal.timeout(10_000) }).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) return
    await sleep(50)
  }
  throw new Error(`${url} did not answer within two minutes`)
}
