import { type Rotation, rotateKey } from '../../adapters/store/rotate-key.ts'
import type { Deps } from '../../deps.ts'
import { serverActor } from '../audit/server-actor.ts'
import { audit } from '../audit.ts'

/** Rotates the key that secrets are encrypted with, as {@link rotateKey} says, and notes it in the audit log. */
export async function rotateSecretKey(
  { store, config }: Pick<Deps, 'store' | 'config'>,
  { forget }: { forget: boolean },
): Promise<Rotation> {
  const rotation = await rotateKey(config, { forget })
  await store.$transaction((transaction) =>
    audit(transaction, serverActor, forget ? 'secret.forget-keys' : 'secret.rotate-key', rotation.keyId, {
      rewrapped: rotation.rewrapped,
      earlier: rotation.earlierKeyIds,
    }),
  )
  return rotation
}
