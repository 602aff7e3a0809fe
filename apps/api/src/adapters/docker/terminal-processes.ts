import { type EngineClient, isStatus, pause } from './engine-client.ts'
import { exec } from './exec.ts'
import { terminalMark, terminalUser } from './terminal.ts'

/**
 * Sends a signal ($1) to every process whose environment holds the mark ($2), and prints to how many. Closing an exec's connection ends nothing, and the
 * engine has no call that does; process groups and sessions miss what a shell has put into the background. Built-ins only: the image may have no ps or grep.
 */
const signalMarked = `n=0
for folder in /proc/[0-9]*; do
  pid=\${folder#/proc/}
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *"$2"*)
        kill -s CONT "$pid"
        kill -s "$1" "$pid" && n=$((n + 1))
        break
        ;;
    esac
  done <"$folder/environ"
done 2>/dev/null
echo "$n"`

/** After SIGHUP: time to end in order. */
const graceMs = 300
const roundsMax = 20
const roundMs = 100

/** See ContainerEngine.endTerminal. */
export async function endTerminal(
  client: EngineClient,
  containerId: string,
  { id, root }: { id: string; root: boolean },
  signal: AbortSignal,
): Promise<number> {
  try {
    const user = await terminalUser(client, containerId, root, signal)
    const send = async (name: 'HUP' | 'KILL'): Promise<number> => {
      const argv = ['/bin/sh', '-c', signalMarked, 'sh', name, `${terminalMark}=${id}`]
      const { output } = await exec(client, containerId, argv, signal, 30_000, user)
      return Number.parseInt(output, 10) || 0
    }
    let left = await send('HUP')
    if (left > 0) await pause(graceMs, signal)
    for (let round = 0; round < roundsMax && left > 0; round += 1) {
      left = await send('KILL')
      if (left > 0) await pause(roundMs, signal)
    }
    return left
  } catch (error) {
    // Gone, or stopped: its processes ended with it.
    if (isStatus(error, 404, 409)) return 0
    throw error
  }
}
