/** What every failure of the engine has in common: a stable code and facts that a problem can show. No fact is a secret. */
export abstract class EngineError extends Error {
  abstract readonly code: string
  readonly facts: Record<string, unknown>
  constructor(message: string, facts: Record<string, unknown>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.facts = facts
  }
}

/** The engine does not answer (stopped, restarting, cut off). Callers wait and plan again. */
export class EngineUnreachable extends EngineError {
  readonly code = 'engine-unreachable'
  constructor(address: string, reason: string, cause?: unknown) {
    super(`the Docker engine at ${address} does not answer: ${reason}`, { address, reason }, cause)
  }
}

/** The engine refused a call for a reason without a class of its own. */
export class EngineRefused extends EngineError {
  readonly code = 'engine-refused'
  readonly status: number
  constructor(what: string, status: number, reason: string, cause?: unknown) {
    super(`the Docker engine refused to ${what}: ${reason}`, { what, status, reason }, cause)
    this.status = status
  }
}

/** A build step failed. `exitCode` is absent when the step ran no command. */
export class BuildFailed extends EngineError {
  readonly code = 'build-failed'
  constructor(facts: { tag: string; step: string; exitCode?: number; reason: string; lastLines: string[] }) {
    super(`building ${facts.tag} failed in step "${facts.step}": ${facts.reason}`, facts)
  }
}

/** A container did not become ready. */
export class ContainerNotReady extends EngineError {
  readonly code = 'container-not-ready'
  constructor(facts: {
    container: string
    service: string
    reason: string
    exitCode?: number
    lastLines: string[]
    healthLog: string[]
  }) {
    super(`${facts.container} did not become ready: ${facts.reason}`, facts)
  }
}

/** A one-off job ended with another exit code than 0, or took longer than it may. */
export class JobFailed extends EngineError {
  readonly code = 'job-failed'
  constructor(facts: { job: string; title: string; exitCode?: number; reason: string; lastLines: string[] }) {
    super(`${facts.title} failed: ${facts.reason}`, facts)
  }
}

/** A host port that a container publishes is in use. */
export class PortTaken extends EngineError {
  readonly code = 'port-taken'
  constructor(address: string, port: number, cause?: unknown) {
    super(`Port ${port} on ${address} is in use.`, { address, port }, cause)
  }
}

export class ImageMissing extends EngineError {
  readonly code = 'image-missing'
  constructor(reference: string, reason: string, cause?: unknown) {
    super(`the image ${reference} is not to be had: ${reason}`, { reference, reason }, cause)
  }
}

export class DiskFull extends EngineError {
  readonly code = 'disk-full'
  constructor(what: string, reason: string, cause?: unknown) {
    super(`no space left on the engine's disk to ${what}`, { what, reason }, cause)
  }
}

/** The owner of a live configuration set refused its new content; the former content is in place again. */
export class ConfigurationRefused extends EngineError {
  readonly code = 'configuration-refused'
  constructor(set: string, service: string, output: string) {
    super(`${service} refused the configuration ${set}: ${output.trim().split('\n').at(-1) ?? ''}`, {
      set,
      service,
      output,
    })
  }
}
