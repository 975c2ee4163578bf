import type { Archive } from '../engine/contracts/archive.ts'
import type { CapabilityCall } from '../engine/contracts/ticket.ts'
import type { CallOutcome } from '../engine/contracts/model.ts'

/** What a program hears of a call, and what that took. */
export type Said = CallOutcome & { readonly tokens: { readonly sent: number; readonly received: number } }

/** Commits for which a reply is given again, and for which it is held: tickets that were drawn earlier may still be under way. */
const KEPT = 200
const HELD = 3 * KEPT

/** A reply that was paid for, and the commit that brought it, counted from 1 on. */
interface Paid {
  readonly commit: number
  readonly said: Said
}

/**
 * The replies of a run's journal by question. What a ticket finds is a function of what had committed when it was drawn, so that calls are
 * saved whatever happens to be under way.
 */
export interface ReplyCache {
  /** The reply to an equal question that one of the last commits had paid for when so many had been made. */
  find(key: string, commits: number): Said | undefined
  /** Whether so many commits are on disk: what a ticket finds is known then. */
  has(commits: number): boolean
}

/** The key of a question: the model, and the hash of all that it is asked. */
export const replyKey = (model: string, request: string): string => `${model} ${request}`

const isReply = (value: unknown): value is Said => (Object(value) as { readonly kind?: unknown }).kind === 'reply'

/** The request that a call of `ask` was recorded by; undefined for another call. */
const requestOf = ({ call }: CapabilityCall): string | undefined =>
  call.capability === 'ask' ? (Object(call.question) as { readonly request?: string }).request : undefined

/** Reads the journal as far as it has come whenever it is asked. */
export function createReplyCache(archive: Pick<Archive, 'entries' | 'head'>): ReplyCache {
  const paid = new Map<string, Paid[]>()
  /** Keys by the commit that brought them, the oldest first. */
  const order: { readonly commit: number; readonly keys: readonly string[] }[] = []
  let [read, commits] = [0, 0]

  function enter(calls: readonly CapabilityCall[]): void {
    const keys: string[] = []
    for (const each of calls) {
      const { envelope, model, attempts } = each
      const request = requestOf(each)
      if (request === undefined || model === undefined || attempts === 0 || !envelope.ok || !isReply(envelope.value)) continue
      const key = replyKey(model, request)
      const known = paid.get(key) ?? []
      // of equal questions of one ticket the first
      if (known.at(-1)?.commit === commits) continue
      known.push({ commit: commits, said: envelope.value })
      paid.set(key, known)
      keys.push(key)
    }
    if (keys.length > 0) order.push({ commit: commits, keys })
  }

  /** Forgets what no ticket can be given any more. */
  function forget(): void {
    while ((order[0]?.commit ?? Infinity) < commits - HELD) {
      for (const key of order.shift()?.keys ?? []) {
        const known = paid.get(key)
        known?.shift()
        if (known?.length === 0) paid.delete(key)
      }
    }
  }

  function catchUp(): void {
    if ((archive.head()?.index ?? 0) <= read) return
    for (const { index, record } of archive.entries(read + 1)) {
      read = index
      if (record.type !== 'commit') continue
      commits += 1
      enter((record.outcome.calls ?? []).filter((call) => call.kind === 'capability'))
      forget()
    }
  }

  return {
    has(wanted) {
      catchUp()
      return commits >= wanted
    },
    find(key, known) {
      catchUp()
      const found = paid.get(key)?.findLast(({ commit }) => commit <= known)
      return found !== undefined && Math.min(known, commits) - found.commit <= KEPT ? found.said : undefined
    },
  }
}
