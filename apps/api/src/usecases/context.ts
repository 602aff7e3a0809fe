import type { Deps } from '../deps.ts'
import type { Principal } from '../plugins/auth.ts'

/** What every use case is called with: the parts of the process, and who asks. */
export interface UseCaseContext {
  deps: Deps
  principal: Principal
}
