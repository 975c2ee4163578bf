import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { openJudge } from '../proof/judging.ts'
import { judgingAgain, setHashes } from '../proof/proposal.ts'
import { frozenSets } from '../proof/sets.ts'
import { trustFolder } from '../run/trust/folder.ts'
import { FILES, readProposal } from '../trust/proposals/folder.ts'
import { policyFile, proposalLog, sealedAs } from '../trust/proposals/propose.ts'
import { readPolicy } from '../trust/policy/policy.ts'
import { verifyProposal } from '../trust/proposals/verify.ts'
import type { Against, Check } from '../trust/proposals/verify.ts'
import { openProblem } from './problem.ts'
import type { OpenedProblem } from './problem.ts'
import { fromCaller } from './paths.ts'
import { clock, proposalsFolder } from './trust-place.ts'
import { counted } from './view/counter.ts'
import { print, printJson } from './view/print.ts'
import { oneLine } from './view/text.ts'

/** The folder of a proposal that is named by its number or its path; undefined for what is none. */
export function proposalAt(named: string): string | undefined {
  const path = /^P-\d{4,6}$/.test(named) && !existsSync(fromCaller(named)) ? join(proposalsFolder(), named) : fromCaller(named)
  const isProposal = /^P-\d{4,6}$/.test(basename(path)) || existsSync(join(path, FILES.evidence))
  return isProposal ? path : undefined
}

/** How much of a proposal is verified. */
interface Options {
  readonly sample: number | undefined
  readonly problem: string | undefined
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

/** What of the caller's stands around a proposal that lies among theirs. */
function around(folder: string, opened: OpenedProblem | undefined): Against {
  const proposals = dirname(resolve(folder))
  if (!existsSync(policyFile(proposals))) return {}
  const sealed = sealedAs(proposalLog(proposals, clock).entries(), basename(folder))
  return { policy: readPolicy(policyFile(proposals)).text, ...defined({ sealed, sets: opened === undefined ? undefined : setsOf(opened) }) }
}

/** The sets that are frozen here; undefined where none are, as on another machine than the one that made the proposal. */
function setsOf({ problem }: OpenedProblem): ReadonlyMap<string, string> | undefined {
  try {
    frozenSets(problem, trustFolder())
  } catch (error) {
    if (error instanceof TernateError && error.code === 'SETS_UNFROZEN') return undefined
    throw error
  }
  return setHashes(problem, trustFolder())
}

const lines = (checks: readonly Check[]): string[] =>
  checks.map(({ what, holds, says }) => `${holds ? 'holds  ' : 'DIFFERS'}  ${oneLine(what, 60)}: ${oneLine(says, 400)}`)

/**
 * Verifies a proposal and prints what holds: first what needs nothing but its files, then, where that holds, its cases, judged again.
 *
 * @throws TernateError `PROPOSAL_CHANGED` naming the first thing that differs
 */
export async function verifyAt(folder: string, { sample, problem: named, plugin, json }: Options): Promise<void> {
  if (!existsSync(folder)) readProposal(folder)
  let checks = await verifyProposal(folder, around(folder, undefined))
  if (sample !== 0 && checks.every(({ holds }) => holds)) {
    const opened = await openProblem(named ?? readProposal(folder).evidence.source, plugin)
    checks = await counted(
      (counter) =>
        verifyProposal(folder, { ...around(folder, opened), judge: judgingAgain(openJudge({ ...opened, onProgress: counter.show })) }),
      'cases',
    )
  }
  if (json) printJson({ proposal: basename(folder), equal: checks.every(({ holds }) => holds), checks })
  else print(lines(checks))
  const differs = checks.find(({ holds }) => !holds)
  if (differs !== undefined)
    throw new TernateError(
      'PROPOSAL_CHANGED',
      `${differs.what}: ${differs.says}`,
      'Put it back as it was, or let the gate make a proposal anew.',
    )
}
