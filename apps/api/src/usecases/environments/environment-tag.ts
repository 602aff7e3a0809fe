import { entityTag } from '../entity-tag.ts'
import type { EnvironmentRow } from './read.ts'

/** Entity tag of what an edit changes of an environment; it stays the same while its containers come and go. */
export const environmentTag = ({
  reference,
  autoDeploy,
  specification,
}: Pick<EnvironmentRow, 'reference' | 'autoDeploy' | 'specification'>): string =>
  entityTag({ reference, autoDeploy, specification })
