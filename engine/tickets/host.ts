import { isDeepStrictEqual } from 'node:util'
import { FREE, PROPOSER } from '../contracts/capability.ts'
import type { Address, Call, Capability, Envelope, Host } from '../contracts/capability.ts'
import { defined } from '../contracts/defined.ts'
import { Interruption, TernateError } from '../contracts/fault.ts'
import type { CapabilityCall, RecordedCall } from '../contracts/ticket.ts'
import type { CallRecord } from '../contracts/workers.ts'
import { callAt, insertCall } from './calls.ts'

/** What the calls of a ticket's programs are answered with. */
export interface HostParts {
  readonly ticket: number
  /** Tickets that had committed when it was drawn, as far as that is known. */
  readonly commits?: number | undefined
  /** The rights that programs have, by name. */
  readonly capabilities: ReadonlyMap<string, Capability>
  readonly record: CallRecord | undefined
  /** Lets a call begin, and the next one once it has ended, its answer on disk; at once unless given. */
  readonly room?: Room | undefined
  readonly signal?: AbortSignal | undefined
}

/** Lets work begin when there is room for it. */
export type Room = <T>(work: () => Promise<T>) => Promise<T>

/** The hosts of one evaluation by the positions of its cases, each for one run of the program from its start. */
export type CaseHosts = (position: number) => Host

/** Answers the calls of all programs that a ticket has evaluated. */
export interface TicketHost {
  /**
   * Gives the next evaluation of the ticket its number, in the order in which they are asked for, and its cases their hosts. One whose files
   * are no program has a number, too.
   */
  next(): CaseHosts
  /** What was called so far, in the order of addresses. */
  readonly calls: readonly RecordedCall[]
}

/** An envelope that says no. */
const refusal = (error: string, denied?: true): Envelope => ({ ok: false, error, ...defined({ denied }) })

/** The error of a call, in one line. */
const lineOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : 'the capability failed').split('\n', 1)[0] ?? ''

/** Faults are the run's, not the program's. */
const isFault = (thrown: unknown): boolean => thrown instanceof TernateError || thrown instanceof Interruption

/** A call that was answered, but for the call itself, and the milliseconds that this took, where it came from outside. */
type AnsweredCall = Omit<CapabilityCall, 'call'> & { readonly took?: number }

/** Has a call answered by its capability, once. */
async function answer(
  call: Call,
  used: number,
  address: Address,
  { ticket, commits, capabilities, signal }: HostParts,
): Promise<AnsweredCall> {
  const without = (envelope: Envelope): AnsweredCall => ({ kind: 'capability', envelope, ...FREE })
  const capability = capabilities.get(call.capability)
  if (capability === undefined) return without(refusal(`this program may not use ${call.capability}`, true))
  const { limit } = capability
  if (limit !== undefined && used >= limit) return without(refusal(`spent: ${call.capability} may be used ${limit} times on a case`))
  const question = capability.question.safeParse(call.question)
  if (!question.success) return without(refusal(`this is no question for ${call.capability}: ${question.error.issues[0]?.message ?? ''}`))
  try {
    const {
      answer: value,
      cost,
      model,
      purpose,
      took,
    } = await capability.answer(question.data, { ticket, address, ...defined({ commits, signal }) })
    return { kind: 'capability', envelope: { ok: true, value }, ...cost, ...defined({ model, purpose, took }) }
  } catch (thrown) {
    if (isFault(thrown)) throw thrown
    return without(refusal(lineOf(thrown)))
  }
}

/** The fault of a ticket whose program calls for something else than the record says it did: it is no function of its case and its replies. */
const another = (ticket: number, { evaluation, case: position, call }: Address): TernateError =>
  new TernateError(
    'CALL_CHANGED',
    `a program of ticket ${ticket} makes another call than was recorded (evaluation ${evaluation}, case ${position + 1}, call ${call + 1})`,
    'Nothing is to be done: the ticket is set aside.',
  )

/**
 * Creates the host of a ticket. A call that the record holds at its address is answered from there; any other one by its capability, and it
 * is on disk before the program hears of it. Programs on different cases may call at the same time.
 */
export function createTicketHost(parts: HostParts): TicketHost {
  const { ticket, record, capabilities, room = (work) => work() } = parts
  const calls: RecordedCall[] = []

  /** A call as the journal keeps it. */
  function kept(call: Call): Call {
    const capability = capabilities.get(call.capability)
    return capability?.keep === undefined ? call : { ...call, question: capability.keep(call.question) }
  }

  async function settle(call: Call, address: Address, used: number): Promise<Envelope> {
    const known = callAt(calls, address) ?? (record && callAt(record.calls(ticket), address))
    const told = kept(call)
    if (known !== undefined && (known.kind !== 'capability' || !isDeepStrictEqual(known.call, told))) throw another(ticket, address)
    const settled =
      known ??
      (await room(async (): Promise<CapabilityCall & { readonly address: Address }> => {
        const { took, ...answered } = await answer(call, used, address, parts)
        const made = { ...answered, call: told, address }
        await record?.record(ticket, made, took)
        return made
      }))
    insertCall(calls, settled)
    return settled.envelope
  }

  const hostsOf =
    (evaluation: number): CaseHosts =>
    (position) => {
      const used = new Map<string, number>()
      let made = 0
      return {
        call(call) {
          const times = used.get(call.capability) ?? 0
          used.set(call.capability, times + 1)
          return settle(call, { evaluation, case: position, call: made++ }, times)
        },
        note(call, envelope, cost = FREE) {
          const address = { evaluation, case: position, call: made++ }
          const known = callAt(calls, address) ?? (record && callAt(record.calls(ticket), address))
          const noted = { kind: 'capability', call, envelope, ...cost, address } as const
          if (known !== undefined && !isDeepStrictEqual(known, noted)) throw another(ticket, address)
          insertCall(calls, noted)
        },
      }
    }

  let evaluations = PROPOSER
  return { calls, next: () => hostsOf(++evaluations) }
}
