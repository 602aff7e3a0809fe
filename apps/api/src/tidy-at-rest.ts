/** Below this share of a core, over a whole round, a process rests. */
const restingShare = 0.05
const grownBytes = 20_000_000

/**
 * Gives back memory that work has left, in the first minute of rest after the heap has grown by 20 MB: V8 collects when something is allocated, and who waits
 * allocates next to nothing. Takes some hundred milliseconds. Without `node --expose-gc` it does nothing.
 */
export function tidyAtRest(roundMs = 60_000): void {
  const { gc } = globalThis
  if (gc === undefined) return
  let used = process.cpuUsage()
  let heapBytes = 0
  const look = () => {
    const spent = process.cpuUsage(used)
    used = process.cpuUsage()
    const isResting = (spent.user + spent.system) / 1_000 < roundMs * restingShare
    if (!isResting || process.memoryUsage().heapTotal - heapBytes < grownBytes) return
    // The flavour that also lets go of code that has not run for long.
    gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    heapBytes = process.memoryUsage().heapTotal
    used = process.cpuUsage()
  }
  setInterval(look, roundMs).unref()
}
