import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { CodedError, type ErrorCode } from '../../errors.ts'

/** Something that only a worker can answer, quickly and without changing anything: it speaks to git and to the engine. */
export interface QuestionKind<Input, Answer> {
  name: string
  input: z.ZodType<Input>
  answer: z.ZodType<Answer>
  /** How long whoever asks waits. */
  timeoutMs: number
}

export const questionMessage = z.object({
  id: z.uuid(),
  kind: z.string(),
  /** Name of the host whose worker is meant; absent: any worker. */
  host: z.string().optional(),
  input: z.unknown(),
})
export type QuestionMessage = z.infer<typeof questionMessage>

/** Refusals that a worker's answer may be. */
export const answerableCodes = [
  'repository-unreachable',
  'unknown-reference',
  'unavailable',
] as const satisfies readonly ErrorCode[]

export const questionReply = z.discriminatedUnion('kind', [
  /** Sent at once: somebody works on it. */
  z.object({ kind: z.literal('taken') }),
  z.object({ kind: z.literal('answered'), answer: z.unknown() }),
  z.object({
    kind: z.literal('refused'),
    code: z.enum(answerableCodes),
    detail: z.string(),
    cure: z.string().optional(),
    /** Field of the request that it is about. */
    path: z.string().optional(),
  }),
])
export type QuestionReply = z.infer<typeof questionReply>

export const questionChannels = {
  questions: 'questions',
  reply: (id: string): string => `question-reply:${id}`,
}

const takenMsMax = 6_000
/** A message that is lost, because a subscription was not there yet, is sent again: workers answer one id once. */
const repeatMs = 400

/**
 * Asks the workers; one of them answers. Throws CodedError: what the worker refused with, `worker-unavailable` when nobody took it, `unavailable` when
 * it took longer than the kind allows. The worker goes on then, and the same question may find its answer later.
 */
export async function askWorker<Input, Answer>(
  { bus }: Pick<Deps, 'bus'>,
  kind: QuestionKind<Input, Answer>,
  input: Input,
  { host }: { host?: string } = {},
): Promise<Answer> {
  const id = randomUUID()
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let isTaken = false
  const unsubscribe = bus.subscribe(questionChannels.reply(id), (message) => {
    const reply = questionReply.parse(JSON.parse(message))
    isTaken = true
    if (reply.kind === 'refused') reject(refusal(reply))
    if (reply.kind === 'answered') resolve(kind.answer.parse(reply.answer))
  })
  const message: QuestionMessage = { id, kind: kind.name, input, ...(host === undefined ? {} : { host }) }
  const ask = () => bus.publish(questionChannels.questions, JSON.stringify(message))
  const asking = setInterval(ask, repeatMs)
  const untaken = setTimeout(() => {
    if (!isTaken) reject(new CodedError('worker-unavailable', 'No worker answered.'))
  }, takenMsMax)
  const late = setTimeout(
    () => reject(new CodedError('unavailable', `The worker has not answered within ${kind.timeoutMs / 1_000} s.`)),
    kind.timeoutMs,
  )
  ask()
  try {
    return await promise
  } finally {
    clearInterval(asking)
    clearTimeout(untaken)
    clearTimeout(late)
    unsubscribe()
  }
}

function refusal({ code, detail, cure, path }: Extract<QuestionReply, { kind: 'refused' }>): CodedError {
  return new CodedError(code, detail, {
    ...(cure === undefined ? {} : { cure }),
    ...(path === undefined ? {} : { errors: [{ path, message: detail }] }),
  })
}
