import type { Deps } from '../deps.ts'
import type { Origin } from '../usecases/context.ts'

/** What a use case is called with that anybody may call, such as signing in: nobody is known yet. */
export interface VisitorContext {
  deps: Deps
  origin: Origin
}
