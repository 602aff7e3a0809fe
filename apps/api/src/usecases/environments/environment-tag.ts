import { entityTag } from '../entity-tag.ts'
import type { EnvironmentRow } from './read.ts'

/** Entity tag of what an edit changes of an environment; it stays the same while its containers come and go. */
export const environmentTag = ({
  reference,
  autoDeploy,
  deployPaths,
  specification,
}: Pick<EnvironmentRow, 'reference' | 'autoDeploy' | 'deployPaths' | 'specification'>): string =>
  entityTag({ reference, autoDeploy, deployPaths, specification })
