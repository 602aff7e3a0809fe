import type { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../pipeline/failure.ts'
import {
  answerableCodes,
  type QuestionKind,
  type QuestionMessage,
  type QuestionReply,
  questionChannels,
  questionMessage,
} from './questions.ts'

type ServerDeps = Pick<Deps, 'bus' | 'redis' | 'config' | 'logger'>

/** How one kind of question is answered. */
export interface Answerer {
  name: string
  /** Throws a Failure, whose code is told when whoever asks knows it. */
  answer(input: unknown, signal: AbortSignal): Promise<unknown>
}

/** Ties a kind to what answers it, parsing what came over Redis. */
export function answerer<Input, Answer>(
  kind: QuestionKind<Input, Answer>,
  answer: (input: Input, signal: AbortSignal) => Promise<Answer>,
): Answerer {
  const input: z.ZodType<Input> = kind.input
  return { name: kind.name, answer: (raw, signal) => answer(input.parse(raw), signal) }
}

/** Answers are kept that long, for a question that is sent again because its answer was lost. */
const rememberedMs = 60_000

/** The worker's side: answers questions until the signal aborts. Every worker hears a question; the first to take it in Redis answers. */
export function serveQuestions(deps: ServerDeps, answerers: readonly Answerer[], signal: AbortSignal): void {
  const byName = new Map(answerers.map((each) => [each.name, each]))
  /** By id: what was said last, and is said again; null while another worker has it, or nobody yet. */
  const said = new Map<string, QuestionReply | null>()
  const unsubscribe = deps.bus.subscribe(questionChannels.questions, (message) => {
    const question = questionMessage.parse(JSON.parse(message))
    const able = byName.get(question.kind)
    if (able === undefined || (question.host !== undefined && question.host !== deps.config.hostName)) return
    const say = (content: QuestionReply) => {
      said.set(question.id, content)
      deps.bus.publish(questionChannels.reply(question.id), JSON.stringify(content))
    }
    const before = said.get(question.id)
    if (before !== undefined) return before === null ? undefined : say(before)
    said.set(question.id, null)
    setTimeout(() => said.delete(question.id), rememberedMs).unref()
    void answerOnce(deps, able, question, say, signal).catch((error: unknown) =>
      deps.logger.debug({ error: String(error) }, 'a question was lost'),
    )
  })
  signal.addEventListener('abort', unsubscribe, { once: true })
}

async function answerOnce(
  deps: ServerDeps,
  able: Answerer,
  question: QuestionMessage,
  say: (content: QuestionReply) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!(await take(deps, question))) return
  say({ kind: 'taken' })
  say(await answerOf(deps, able, question, signal))
}

async function take({ redis, config }: ServerDeps, { id }: QuestionMessage): Promise<boolean> {
  const key = `${config.redisPrefix}:question:${id}`
  return (await redis.impatient.set(key, config.workerId, 'PX', rememberedMs, 'NX')) !== null
}

async function answerOf(
  { logger }: ServerDeps,
  { answer }: Answerer,
  { kind, input }: QuestionMessage,
  signal: AbortSignal,
): Promise<QuestionReply> {
  try {
    return { kind: 'answered', answer: await answer(input, signal) }
  } catch (error) {
    const code = answerableCodes.find((each) => error instanceof Failure && each === error.code)
    if (error instanceof Failure && code !== undefined)
      return { kind: 'refused', code, detail: error.detail, ...(error.cure === undefined ? {} : { cure: error.cure }) }
    logger.warn({ question: kind, error: String(error) }, 'a question could not be answered')
    return { kind: 'refused', code: 'unavailable', detail: 'The worker could not find out; its log says why.' }
  }
}
