import { defined } from '../../engine/contracts/defined.ts'
import { releasesFolder } from '../../run/trust/release.ts'
import { rollback } from '../../trust/release/promote.ts'
import { caller, clock } from '../trust-place.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'

/** What `ternate rollback` takes. */
export interface Arguments {
  readonly name: string
  readonly why: string | undefined
  readonly json: boolean
}

/** `ternate rollback`: ends a canary, or puts the champion of before back. */
export function handler({ name, why, json }: Arguments): void {
  const step = rollback(releasesFolder(), name, { by: caller(), now: clock, ...defined({ why }) })
  if (json) printJson(step)
  else
    print([
      `${oneLine(name, 60)}: ${step.champion.slice(0, 12)} is in use for all${step.proposal === undefined ? '' : `, and no longer ${step.proposal}`}`,
    ])
}
