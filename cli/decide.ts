import { defined } from '../engine/contracts/defined.ts'
import { approve } from '../trust/policy/approve.ts'
import type { Statement } from '../trust/policy/decision.ts'
import { readKey } from '../trust/policy/keys.ts'
import { hint } from './caller.ts'
import { clock, keyFile, proposalsFolder } from './trust-place.ts'
import { print, printJson } from './view/print.ts'
import { oneLine } from './view/text.ts'

/** What a decision on a proposal takes. */
export interface DecisionArguments {
  readonly proposal: string
  readonly why: string | undefined
  readonly key: string | undefined
  readonly json: boolean
}

/** Signs what the caller decides of a proposal, and prints how that stands. */
export function decideOn(decision: Statement['decision'], { proposal, why, key, json }: DecisionArguments): void {
  const signer = readKey(keyFile(key))
  const { by, tallied } = approve({ proposals: proposalsFolder(), proposal, decision, signer, now: clock, ...defined({ why }) })
  if (json) return printJson({ proposal, decision, by, ...tallied })
  const { approved, rejected, needed } = tallied
  const next =
    rejected.length > 0
      ? `rejected by ${rejected.join(', ')}`
      : approved.length < needed
        ? `${needed - approved.length} more to approve it`
        : `approved: ${hint('promote', proposal)} releases it`
  print([`${proposal}: ${oneLine(by, 60)} ${decision === 'approve' ? 'approves' : 'rejects'}; ${next}`])
}
