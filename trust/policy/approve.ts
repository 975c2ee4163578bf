import { join } from 'node:path'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { readProposal } from '../proposals/folder.ts'
import { proposalLog, readPolicyOf, recordProposals, sealedAs } from '../proposals/propose.ts'
import type { ProposalEntry } from '../proposals/propose.ts'
import { approvalOf } from '../proposals/standing.ts'
import type { Approval } from '../proposals/standing.ts'
import { decide } from './decision.ts'
import type { Statement } from './decision.ts'
import type { Signer } from './keys.ts'

/** What a person decides. */
export interface Verdict {
  readonly proposals: string
  readonly proposal: string
  readonly decision: Statement['decision']
  readonly signer: Signer
  readonly why?: string
  readonly now: () => string
}

/**
 * Signs what a person decides of a proposal and writes it down.
 *
 * @returns who decided, and how the proposal stands with people now
 * @throws TernateError `PROPOSAL_MISSING`, `PROPOSAL_CHANGED` where it is not as it was sealed, `APPROVER_UNKNOWN`, `DECIDED_ALREADY`
 */
export function approve({ proposals, proposal: name, decision, signer, why, now }: Verdict): {
  readonly by: string
  readonly tallied: Approval
} {
  const proposal = readProposal(join(proposals, name))
  const entries = recordProposals(proposals, now)
  const sealed = sealedAs(entries, name)
  if (sealed !== proposal.seal)
    throw new TernateError(
      'PROPOSAL_CHANGED',
      `${name} has the seal ${proposal.seal.slice(0, 12)}, and ${sealed?.slice(0, 12) ?? 'none'} was written down when it was made`,
      `See \`ternate verify ${name}\` for what differs, and put it back as it was.`,
    )
  const { policy } = readPolicyOf(proposal.evidence)
  const decided = decide(defined({ decision, proposal: name, seal: proposal.seal, on: now(), why }), signer, policy)
  const repeats = (tallied: Approval): boolean => (decision === 'approve' ? tallied.approved : tallied.rejected).includes(decided.by)
  const log = proposalLog(proposals, now)
  log.append((all: readonly ProposalEntry[]) => {
    if (repeats(approvalOf(proposal, all)))
      throw new TernateError(
        'DECIDED_ALREADY',
        `${decided.by} has ${decision === 'approve' ? 'approved' : 'rejected'} ${name} already`,
        'It counts once.',
      )
    return { kind: 'decided', decided }
  })
  return { by: decided.by, tallied: approvalOf(proposal, log.entries()) }
}
