import { Check, Hammer, Recycle } from 'lucide-react'

/** Whether an image part was reused, made, or is in the making. The word stands beside it. */
export function PartMark({ reused, finished }: { reused: boolean; finished: boolean }) {
  const Icon = reused ? Recycle : finished ? Check : Hammer
  return <Icon aria-hidden="true" className={`size-4 shrink-0 ${reused ? 'text-idle' : 'text-good'}`} />
}
