import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { releasesFolder } from '../../run/trust/release.ts'
import { readPolicy } from '../../trust/policy/policy.ts'
import { policyFile } from '../../trust/proposals/propose.ts'
import { promote } from '../../trust/release/promote.ts'
import { hint } from '../caller.ts'
import { setsNow } from '../sets-now.ts'
import { caller, clock, proposalsFolder } from '../trust-place.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'

/** What `ternate promote` takes. */
export interface Arguments {
  readonly proposal: string
  readonly canary: string | undefined
  readonly json: boolean
}

/** A share as it is written: 10%, or 0.1. Throws a TernateError `OPTION_INVALID`. */
function shareOf(written: string): number {
  const [, digits = '', percent] = /^(\d{1,3}(?:\.\d{1,6})?)(%?)$/.exec(written.trim()) ?? []
  const share = digits === '' ? Number.NaN : Number(digits) / (percent === '%' ? 100 : 1)
  if (share > 0 && share <= 0.5) return share
  throw new TernateError(
    'OPTION_INVALID',
    `--canary: a share above 0 and up to 50%, not ${JSON.stringify(oneLine(written, 40))}`,
    'Write it as in `--canary 10%`.',
  )
}

/** `ternate promote`: puts an approved proposal into use, for a share of keys or for all. */
export async function handler({ proposal, canary, json }: Arguments): Promise<void> {
  const share = canary === undefined ? undefined : shareOf(canary)
  const proposals = proposalsFolder()
  const { text } = readPolicy(policyFile(proposals))
  const sets = await setsNow(proposals, proposal)
  const step = await promote({
    proposals,
    releases: releasesFolder(),
    proposal,
    by: caller(),
    now: clock,
    against: { policy: text, ...defined({ sets }) },
    ...defined({ canary: share }),
  })
  if (json) return printJson(step)
  const { champion, canary: running, kind } = step
  print([
    kind === 'canary' && running !== undefined
      ? `${proposal} is in use for ${100 * running.share} % of keys as ${running.version.slice(0, 12)}; ${hint('promote', proposal)} puts it into use for all`
      : `${proposal} is in use as ${champion.slice(0, 12)}`,
  ])
}
