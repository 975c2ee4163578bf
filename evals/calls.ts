import type { CallContext, Capability, Host } from '../engine/contracts/capability.ts'
import type { LocalModel, ModelQuestion, ModelReply } from '../engine/contracts/converse.ts'
import { defined } from '../engine/contracts/defined.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { createTicketHost } from '../engine/tickets/host.ts'
import type { Room } from '../engine/tickets/host.ts'
import { answerLocally } from '../evaluators/model/local.ts'
import { NOTHING } from './eval-run.ts'
import type { Spent } from './eval-run.ts'

/** A call of a model, as a trace tells it. */
export interface TracedCall extends Pick<ModelQuestion, 'role' | 'step' | 'messages' | 'attempt'> {
  readonly model?: string
  /** What it said; absent where it said nothing, and `silent` says why. */
  readonly reply?: string
  readonly silent?: string
  readonly spent: Spent
  /** Seconds since the case began, and for which the call lasted. */
  readonly at: number
  readonly seconds: number
}

/** Writes down the calls that are made on cases. */
export interface CallTracer {
  /** Says that the program is evaluated from the start; what was called before is forgotten. */
  restart(): void
  /** Says that a case begins, where one is evaluated after the other. */
  begin(position: number): void
  /** Answers the calls of a program, and of its graders, on a case. */
  readonly host: (position: number) => Host
  /** The problem with its own model, if it has one, listened to. */
  readonly problem: Problem
  /** The calls on a case, in the order in which they ended. */
  calls(position: number): readonly TracedCall[]
}

/** The models of the user's that are asked. */
export interface Asked {
  readonly ask: Capability
  readonly room: Room
}

/** What a reply of the right to ask models says. */
const heard = (answer: unknown): { readonly reply?: string; readonly silent?: string } => {
  const { kind, text, reason } = Object(answer) as { readonly kind?: string; readonly text?: string; readonly reason?: string }
  return text === undefined ? { silent: [kind ?? 'nothing', ...(reason === undefined ? [] : [reason])].join(': ') } : { reply: text }
}

/** Listens to what models are asked while a program is evaluated. `now`: seconds. */
export function traceCalls(problem: Problem, asked: Asked | undefined, now: () => number): CallTracer {
  const calls = new Map<number, TracedCall[]>()
  const begun = new Map<number, number>()
  let current = 0
  function note(position: number, call: TracedCall): void {
    const list = calls.get(position) ?? []
    list.push(call)
    calls.set(position, list)
  }
  const told = ({ role, step, messages, attempt }: ModelQuestion): Pick<TracedCall, 'role' | 'step' | 'messages' | 'attempt'> => ({
    role,
    messages,
    ...defined({ step, attempt }),
  })
  const listening = (ask: Capability): Capability => ({
    ...ask,
    async answer(question, context: CallContext) {
      const { case: position } = context.address
      const since = now()
      const said = await ask.answer(question, context)
      const { attempts, tokens, cost } = said.cost
      note(position, {
        ...told(question as ModelQuestion),
        ...defined({ model: said.model }),
        ...heard(said.answer),
        spent: { calls: attempts === 0 ? 0 : 1, tokens, cost },
        at: since - (begun.get(position) ?? since),
        seconds: now() - since,
      })
      return said
    },
  })
  const capabilities = new Map(asked === undefined ? [] : [[asked.ask.name, listening(asked.ask)]])
  const ticket = createTicketHost({ ticket: 0, capabilities, record: undefined, ...defined({ room: asked?.room }) })
  let hosts = ticket.next()
  const model: LocalModel | undefined =
    problem.model &&
    ((question): ModelReply => {
      const since = now()
      const reply = answerLocally(problem, question)
      note(current, {
        ...told(question),
        reply: reply.text,
        spent: { ...NOTHING, calls: 1, tokens: reply.tokens },
        at: since - (begun.get(current) ?? since),
        seconds: now() - since,
      })
      return reply
    })
  return {
    restart() {
      calls.clear()
      begun.clear()
      hosts = ticket.next()
    },
    begin(position) {
      current = position
      begun.set(position, now())
    },
    host(position) {
      if (!begun.has(position)) begun.set(position, now())
      return hosts(position)
    },
    problem: { ...problem, ...defined({ model }) },
    calls: (position) => calls.get(position) ?? [],
  }
}
