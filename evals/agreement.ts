import type { Envelope, Host } from '../engine/contracts/capability.ts'
import type { Label, Mark } from '../engine/contracts/grader.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import { defined } from '../engine/contracts/defined.ts'
import { paidCallsOf } from '../engine/contracts/ticket.ts'
import { createTicketHost } from '../engine/tickets/host.ts'
import type { Asked } from './calls.ts'
import { sumOf } from './eval-run.ts'
import type { Agreement, Spent } from './eval-run.ts'

/** The mark of a labelled answer; undefined where a model that was asked for it did not reply, which is no opinion. */
async function markOf({ examine }: Label, host: Host | undefined): Promise<Mark | undefined> {
  const examining = examine()
  let turn = examining.next()
  while (turn.done !== true) {
    const envelope: Envelope = (await host?.call(turn.value)) ?? { ok: false, error: 'no model is there to be asked' }
    if (!envelope.ok) return undefined
    turn = examining.next(envelope)
  }
  return turn.value
}

/** Cohen's kappa of pairs of verdicts; never a negative zero. */
function kappaOf(pairs: readonly (readonly [boolean, boolean])[]): number | null {
  const share = (is: (pair: readonly [boolean, boolean]) => boolean): number => pairs.filter(is).length / pairs.length
  const [ours, theirs] = [share(([a]) => a), share(([, b]) => b)]
  const chance = ours * theirs + (1 - ours) * (1 - theirs)
  return chance === 1 ? null : (share(([a, b]) => a === b) - chance) / (1 - chance) + 0
}

/** Holds the graders of which people have marked answers against these; labels that no model replied to are left out. */
export async function agreementOf(
  problem: Problem,
  { asked }: { readonly asked?: Asked | undefined },
): Promise<{ readonly agreement: readonly Agreement[]; readonly spent: Spent }> {
  const { graders = [], labels = [] } = problem
  const capabilities = new Map(asked === undefined ? [] : [[asked.ask.name, asked.ask]])
  const host = createTicketHost({ ticket: 0, capabilities, record: undefined, ...defined({ room: asked?.room }) })
  const hosts = host.next()
  const marks = await Promise.all(labels.map((label, k) => markOf(label, asked === undefined ? undefined : hosts(k))))
  const spent = sumOf(paidCallsOf(host).map(({ attempts, tokens, cost }) => ({ calls: attempts === 0 ? 0 : 1, tokens, cost })))
  const agreement = graders.flatMap(({ name, pass, version }): Agreement[] => {
    const pairs = labels.flatMap((label, k) => {
      const mark = marks[k]
      return label.grader === name && mark !== undefined ? [[mark.score >= pass, label.passes] as const] : []
    })
    if (pairs.length === 0) return []
    const agreed = pairs.filter(([ours, theirs]) => ours === theirs).length
    return [{ grader: name, ...defined({ version }), labels: pairs.length, agreed, kappa: kappaOf(pairs) }]
  })
  return { agreement, spent }
}
