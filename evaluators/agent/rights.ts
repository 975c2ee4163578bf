import { hash } from 'node:crypto'
import type { PastCall } from '../../engine/contracts/agent.ts'
import type { AgentCapability, AgentSite, CapabilityPart, CaseSubject } from '../../engine/contracts/agent-capability.ts'
import { FREE } from '../../engine/contracts/capability.ts'
import type { CallCost, Envelope, Host } from '../../engine/contracts/capability.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { Interruption, TernateError, textOf } from '../../engine/contracts/fault.ts'
import { nearest } from '../../engine/contracts/nearest.ts'
import { completeOptionsOf } from '../../engine/contracts/registry.ts'

/** A right as a problem names it. */
export type RightRef = string | { readonly use: string; readonly limit?: number | undefined; readonly [option: string]: unknown }

/** A right of a problem's agents. */
export interface Right {
  readonly capability: AgentCapability
  /** Calls on a case. */
  readonly limit: number
}

/** A call that was answered. */
export interface Answered {
  readonly call: PastCall
  /** Fuel that was burned for the answer. */
  readonly fuel: number
  readonly cost: CallCost
}

/** Characters of a reply as JSON. */
const LONGEST = 2 ** 18

/** Characters of a text of which the journal keeps more than a hash. */
const KEPT = 60

/**
 * The rights that a problem names, by name.
 *
 * @throws TernateError `CAPABILITY_UNKNOWN`, and `STRATEGY_PART` for options that a capability cannot have
 */
export function openRights(refs: readonly RightRef[], parts: readonly CapabilityPart[], site: AgentSite): ReadonlyMap<string, Right> {
  const rights = new Map<string, Right>()
  for (const ref of refs) {
    const { use, limit = Infinity, ...options } = typeof ref === 'string' ? { use: ref } : ref
    const part = parts.find(({ name }) => name === use)
    const names = parts.map(({ name }) => name).sort()
    const near = nearest(use, names)
    if (part === undefined || rights.has(use))
      throw new TernateError(
        'CAPABILITY_UNKNOWN',
        part === undefined
          ? `${site.problem.name}: no capability ${JSON.stringify(use)}; there are: ${names.join(', ')}${near === undefined ? '' : ` (did you mean ${near}?)`}`
          : `${site.problem.name} names the capability ${use} twice`,
        'Correct `rights` of the runner in problem.ts.',
      )
    rights.set(use, { capability: part.create(completeOptionsOf(part, options) as never, site), limit })
  }
  return rights
}

/** An envelope that says no. */
const refusal = (error: string, denied?: true): Envelope => ({ ok: false, error, ...defined({ denied }) })

/** The error of a capability in one line, for the program to read. */
const lineOf = (thrown: unknown): string =>
  (textOf(thrown) ?? 'the capability failed')
    .split('\n', 1)[0]
    ?.replace(/^Error: /, '')
    .slice(0, 500) ?? ''

/** A value as the journal keeps it: texts that are long by their beginning and a hash; what was said in full the program, run again, says again. */
export function kept(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length <= KEPT ? value : `${value.slice(0, KEPT - 20).toWellFormed()}… ${hash('sha256', value).slice(0, 16)}`
  if (typeof value !== 'object' || value === null) return value
  const text = JSON.stringify(value)
  if (text.length > 8 * KEPT) return kept(text)
  if (Array.isArray(value)) return value.map(kept)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, kept(each)]))
}

/** Whether nothing is wrong with a call, but with the run. */
const isFault = (thrown: unknown): boolean => thrown instanceof TernateError || thrown instanceof Interruption

/** A value as the program hears it: plain data of a bounded length. */
function plain(value: unknown): Envelope {
  const text = JSON.stringify(value) ?? 'null'
  return text.length > LONGEST
    ? refusal(`the reply has ${text.length} characters, and ${LONGEST} is the most that are sent`)
    : { ok: true, value: JSON.parse(text) as unknown }
}

/** What a call is answered with, if the program may make it at all. */
async function settle(
  { capability: name, question }: { readonly capability: string; readonly question: unknown },
  rights: ReadonlyMap<string, Right>,
  { subject, before, host }: { readonly subject: CaseSubject; readonly before: readonly PastCall[]; readonly host: Host | undefined },
): Promise<Omit<Answered, 'call'> & { readonly envelope: Envelope; readonly question: unknown }> {
  const without = (envelope: Envelope): Omit<Answered, 'call'> & { readonly envelope: Envelope; readonly question: unknown } => ({
    envelope,
    question,
    fuel: 0,
    cost: FREE,
  })
  const right = rights.get(name)
  if (right === undefined) return without(refusal(`this program may not use ${name}`, true))
  const used = before.filter((call) => call.capability === name).length
  if (used >= right.limit) return without(refusal(`spent: ${name} may be used ${right.limit} times on a case`))
  const checked = right.capability.question.safeParse(question)
  if (!checked.success) return without(refusal(`this is no question for ${name}: ${checked.error.issues[0]?.message ?? ''}`))
  try {
    const { value, fuel = 0, cost = FREE } = await right.capability.answer(checked.data, { subject, before, host })
    return { envelope: plain(value), question: checked.data, fuel, cost }
  } catch (thrown) {
    if (isFault(thrown)) throw thrown
    return without(refusal(lineOf(thrown)))
  }
}

/**
 * Answers a call of a program: within its rights and their limits, by the capability; never rejects for what the program asks. What the run did
 * not answer itself it is told of, so that refusals and failures are journaled, too.
 */
export async function answerCall(
  asked: { readonly capability: string; readonly question: unknown },
  rights: ReadonlyMap<string, Right>,
  { subject, before, host }: { readonly subject: CaseSubject; readonly before: readonly PastCall[]; readonly host: Host | undefined },
): Promise<Answered> {
  let heard = false
  const listening = host && {
    call: (...given: Parameters<Host['call']>): Promise<Envelope> => {
      heard = true
      return host.call(...given)
    },
  }
  const { envelope, question, fuel, cost } = await settle(asked, rights, { subject, before, host: listening })
  const call = { capability: asked.capability, question: kept(asked.question) }
  if (!heard) host?.note?.(call, envelope.ok ? { ok: true, value: kept(envelope.value) } : envelope, cost)
  return { call: { capability: asked.capability, question, envelope }, fuel, cost }
}
