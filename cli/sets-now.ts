import { join } from 'node:path'
import { TernateError } from '../engine/contracts/fault.ts'
import { setHashes } from '../proof/proposal.ts'
import { trustFolder } from '../run/trust/folder.ts'
import { proposalNames, readProposal } from '../trust/proposals/folder.ts'
import { openProblem } from './problem.ts'

/**
 * The hashes of the sets as they are now that a proposal was judged on; undefined where it cannot be read, or has no version of any set.
 *
 * @throws TernateError where its problem does not load
 */
export async function setsNow(proposals: string, proposal: string): Promise<ReadonlyMap<string, string> | undefined> {
  if (!proposalNames(proposals).includes(proposal)) return undefined
  try {
    const { evidence } = readProposal(join(proposals, proposal))
    if (evidence.report.locks.length === 0) return undefined
    const { problem } = await openProblem(evidence.source)
    return setHashes(problem, trustFolder())
  } catch (error) {
    // what cannot be read is told with the byte that differs, by whoever reads it next
    if (error instanceof TernateError && error.code === 'PROPOSAL_DAMAGED') return undefined
    throw error
  }
}
