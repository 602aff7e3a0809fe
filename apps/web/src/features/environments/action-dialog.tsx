'use client'

import type { Asked } from './ask-action.tsx'
import { DestroyDialog } from './destroy-dialog.tsx'
import { ManageDialog } from './manage-dialog.tsx'
import { PlainActionDialog } from './plain-action-dialog.tsx'
import { RollbackDialog } from './rollback-dialog.tsx'
import { ScaleDialog } from './scale-dialog.tsx'

/** The dialog that belongs to what was asked. */
export function ActionDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  switch (asked.action) {
    case 'rollback':
      return <RollbackDialog environment={asked.environment} revision={asked.revision} onClose={onClose} />
    case 'manage':
      return <ManageDialog environment={asked.environment} command={asked.command} onClose={onClose} />
    case 'scale':
      return <ScaleDialog name={asked.environment.name} onClose={onClose} />
    case 'destroy':
      return <DestroyDialog environment={asked.environment} onClose={onClose} />
    default:
      return <PlainActionDialog asked={asked} onClose={onClose} />
  }
}
