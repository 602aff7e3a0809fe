import type { Deps } from '../deps.ts'
import type { Principal } from '../policy/principal.ts'

/** What every use case is called with: the parts of the process, and who asks. */
export interface UseCaseContext {
  deps: Deps
  principal: Principal
}
