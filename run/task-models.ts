import { hash } from 'node:crypto'
import * as z from 'zod'
import { FREE } from '../engine/contracts/capability.ts'
import type { Answered, CallContext, Capability } from '../engine/contracts/capability.ts'
import type { ModelQuestion } from '../engine/contracts/converse.ts'
import { defined } from '../engine/contracts/defined.ts'
import { Interruption, TernateError } from '../engine/contracts/fault.ts'
import { askingAs } from '../engine/contracts/manifest.ts'
import type { ModelSetting, ModelStrategy } from '../engine/contracts/manifest.ts'
import type { CallOutcome } from '../engine/contracts/model.ts'
import { pickWeighted, stream } from '../engine/contracts/random.ts'
import { stableText } from '../engine/contracts/stable.ts'
import type { Room } from '../engine/tickets/host.ts'
import type { Receipt } from '../models/call.ts'
import { costOf } from '../models/ledger.ts'
import { isKeyRefused } from '../models/call-queue.ts'
import type { Answering } from './answering.ts'
import { modelBack } from './answering.ts'
import { replyKey } from './reply-cache.ts'
import type { ReplyCache, Said } from './reply-cache.ts'

/** What questions of programs are answered with. */
export interface TaskModels extends Answering {
  /** The replies that were paid for already; absent: each question is asked. */
  readonly replies?: ReplyCache
}

/** Calls that are made for a question while nothing comes of them for the endpoint's sake. */
const TRIES = 3

const message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })

/** What a program may ask: a question as `converse` makes it. */
const question = z.object({
  role: z.enum(['propose', 'task', 'judge', 'improve']),
  messages: z.array(message).min(1).max(100_000),
  parameters: z.record(z.string(), z.unknown()).optional(),
  step: z.string().max(200).optional(),
  attempt: z.int().positive().optional(),
}) as z.ZodType<ModelQuestion>

/** The hash of a question: 128 bits of SHA-256 of all that it says. */
export const hashOfQuestion = (asked: ModelQuestion): string => hash('sha256', stableText(asked)).slice(0, 32)

/** What the journal keeps of a question: its text is told by the program, carried out again on the replies that are recorded. */
const keep = (asked: ModelQuestion): unknown => {
  const { role, step } = asked
  return { role, ...(step === undefined ? {} : { step }), request: hashOfQuestion(asked) }
}

/** Whether it was the endpoint, and neither the question nor the budget, that kept a reply from coming. */
const isOutage = ({ outcome, phase }: Receipt): boolean =>
  outcome.kind === 'unavailable' ||
  outcome.kind === 'limited' ||
  outcome.kind === 'denied' ||
  (outcome.kind === 'timeout' && phase !== 'total')

const gone = (model: string, outcome: CallOutcome): Interruption =>
  new Interruption(
    outcome.kind === 'denied' ? 'MODEL_KEY' : 'MODEL_UNREACHABLE',
    `${model}, which answers the programs, gives no replies: ${'reason' in outcome && outcome.reason !== undefined ? outcome.reason : outcome.kind}`,
    outcome.kind === 'denied'
      ? 'Put a valid key into the environment and resume the run.'
      : 'See that its endpoint is up and resume the run.',
  )

/** The model that a call goes to: of several of one role one that is drawn by the place of the call, the same for every program. */
function modelFor(asking: ModelStrategy, { role }: ModelQuestion, { address }: CallContext): ModelSetting {
  const { models } = askingAs(asking, role)
  if (models.length === 0)
    throw new TernateError(
      'MODEL_MISSING',
      `a program asks a model of the role ${role}, and none has it`,
      `Name one: \`--model ${role}=NAME\`.`,
    )
  return pickWeighted(models, stream(`ask/${role}/${address.case}/${address.call}`))
}

/** Asks a model, again after an outage; one that does not end pauses the run. */
async function receiptOf(setting: ModelSetting, { role, messages, parameters }: ModelQuestion, models: TaskModels): Promise<Receipt> {
  const { name: model, parameters: own } = setting
  for (let tries = 1; ; tries++) {
    await modelBack(models, model)
    const receipt = await models.queue.ask({ model, purpose: role, messages, parameters: { ...own, ...parameters }, answers: true })
    if (!isOutage(receipt)) return receipt
    if (tries >= TRIES || isKeyRefused(receipt)) throw gone(model, receipt.outcome)
  }
}

/** The right to ask the models of a run. Programs that are texts use it; their calls are metered, budgeted and journaled like those of proposers. */
export function createAskCapability(models: TaskModels): Capability<ModelQuestion, Said> {
  return {
    name: 'ask',
    question,
    keep,
    async answer(asked, context): Promise<Answered<Said>> {
      const setting = modelFor(models.asking, asked, context)
      const known = models.replies?.find(replyKey(setting.name, hashOfQuestion(asked)), context.commits ?? Infinity)
      if (known !== undefined) return { answer: known, cost: FREE, model: setting.name, purpose: asked.role }
      const since = models.clock.now()
      const { outcome, attempts, tokens } = await receiptOf(setting, asked, models)
      const cost = { attempts, tokens, cost: costOf(setting.price, tokens) }
      const took = attempts === 0 ? undefined : models.clock.now() - since
      return { answer: { ...outcome, tokens }, cost, model: setting.name, purpose: asked.role, ...defined({ took }) }
    },
  }
}

/** The same where a record is all there is: what it does not hold was not asked. */
export const silentAsk: Capability<ModelQuestion, Said> = {
  name: 'ask',
  question,
  keep,
  answer: ({ step, role }, { ticket }) =>
    Promise.reject(
      new TernateError(
        'CASSETTE_MISSING',
        `a program of ticket ${ticket} asks for something that the recorded run did not ask (${step ?? role})`,
        'Run with the options, the problem and the engine of the recorded run, or without its cassette.',
      ),
    ),
}

/** Room for so many calls at a time, first come first served. */
export function createRoom(size: number): Room {
  const waiting: (() => void)[] = []
  let free = size
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
