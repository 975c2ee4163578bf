import { relative, resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { proposedBy, rerun } from '../proof/proposal.ts'
import type { Rerunning } from '../proof/proposal.ts'
import { writeBranch } from '../trust/proposals/branch.ts'
import type { Proposal } from '../trust/proposals/folder.ts'
import { propose } from '../trust/proposals/propose.ts'
import { callerFolder } from './paths.ts'
import { clock, proposalsFolder } from './trust-place.ts'

/** What a gate's caller says of a proposal. */
export interface ProposeArguments {
  readonly problem: string
  readonly propose: boolean
  readonly why: string | undefined
  readonly trace: readonly string[] | undefined
  readonly git: boolean
}

/** A proposal that was made, and its branch where one was asked for. */
export interface Proposed {
  readonly proposal: Proposal
  readonly branch?: string
}

/** A problem as a proposal names it: from the folder that holds the proposals, where it is a folder. */
function sourceOf(problem: string): string {
  const place = resolve(callerFolder(), problem)
  if (!existsSync(place)) return problem
  const path = relative(callerFolder(), place)
  return path.startsWith('.') ? path : `./${path}`
}

/**
 * Puts forward what a gate passed, or refused for rights alone, after the held-out test was made once more.
 *
 * @throws TernateError those of `propose` and `writeBranch`
 */
export async function putForward(rerunning: Rerunning, { problem, why = '', trace = [], git }: ProposeArguments): Promise<Proposed> {
  const again = await rerun(rerunning)
  const proposal = propose(proposalsFolder(), proposedBy(rerunning, { source: sourceOf(problem), why, traces: trace, again }), clock)
  return git ? { proposal, branch: writeBranch(callerFolder(), proposal) } : { proposal }
}
