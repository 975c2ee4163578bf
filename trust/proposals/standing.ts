import { join } from 'node:path'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { tally } from '../policy/decision.ts'
import { missingSets, otherReasons } from '../policy/risk.ts'
import type { HistoryEntry } from '../release/history.ts'
import { proposalNames, readProposal } from './folder.ts'
import type { Proposal } from './folder.ts'
import { readPolicyOf, riskOfProposal, sealedAs } from './propose.ts'
import type { ProposalEntry } from './propose.ts'

/** Who is for a proposal and who against it, and how many it takes. */
export interface Approval {
  readonly approved: readonly string[]
  readonly rejected: readonly string[]
  readonly needed: number
}

/** How a proposal stands with people, by the log and the policy that it is sealed with. */
export function approvalOf(proposal: Proposal, entries: readonly ProposalEntry[]): Approval {
  const { policy } = readPolicyOf(proposal.evidence)
  const decisions = entries.flatMap((entry) => (entry.kind === 'decided' ? [entry.decided] : []))
  const said = tally(decisions, { proposal: proposal.evidence.proposal, seal: proposal.seal }, policy)
  return { ...said, needed: riskOfProposal(proposal).approvals }
}

/**
 * Where a proposal stands: `open`, it needs approvals; `approved`; `rejected` by a person; `refused`, by the gate or the policy; `changed`, it is
 * not as it was sealed; `canary`; `released`, it is in use; `replaced` by a later one; `rolled-back`.
 */
export type ProposalState =
  | 'open'
  | 'approved'
  | 'rejected'
  | 'refused'
  | 'changed'
  | 'canary'
  | 'released'
  | 'replaced'
  | 'rolled-back'
  | 'unreadable'

/** A proposal as lists show it. */
export interface ProposalLine {
  readonly proposal: string
  readonly state: ProposalState
  readonly release?: string
  readonly on?: string
  readonly class?: string
  readonly approval?: Approval
  /** Of the held-out row. */
  readonly champion?: number
  readonly candidate?: number
  readonly cases?: number
  readonly p?: number
  /** Why it cannot be read. */
  readonly fault?: string
}

/** What became of a proposal in the history of its release; undefined where it was never in it. */
function released(proposal: string, history: readonly HistoryEntry[]): ProposalState | undefined {
  const last = history.findLast((entry) => entry.proposal === proposal)
  if (last === undefined) return undefined
  if (last.kind === 'rolled-back') return 'rolled-back'
  if (last.kind === 'canary') return history.at(-1)?.canary?.proposal === proposal ? 'canary' : 'rolled-back'
  return history.at(-1)?.champion === last.champion ? 'released' : 'replaced'
}

/** Where a proposal stands. */
export function stateOf(proposal: Proposal, entries: readonly ProposalEntry[], history: readonly HistoryEntry[]): ProposalState {
  const { report, proposal: name } = proposal.evidence
  const sealed = sealedAs(entries, name)
  if (sealed !== undefined && sealed !== proposal.seal) return 'changed'
  const after = released(name, history)
  if (after !== undefined) return after
  if ([...otherReasons(report), ...missingSets(riskOfProposal(proposal), report)].length > 0) return 'refused'
  const { approved, rejected, needed } = approvalOf(proposal, entries)
  if (rejected.length > 0) return 'rejected'
  return approved.length >= needed ? 'approved' : 'open'
}

/** All proposals of a folder, oldest first; one that cannot be read is in the list with why. */
export function listProposals(
  proposals: string,
  entries: readonly ProposalEntry[],
  historyOf: (release: string) => readonly HistoryEntry[],
): ProposalLine[] {
  return proposalNames(proposals).map((name): ProposalLine => {
    try {
      const proposal = readProposal(join(proposals, name))
      const { release, on, report } = proposal.evidence
      const row = report.rows.find(({ role }) => role === 'heldOut')
      return {
        proposal: name,
        state: stateOf(proposal, entries, historyOf(release)),
        release,
        on,
        class: riskOfProposal(proposal).because,
        approval: approvalOf(proposal, entries),
        ...defined({ champion: row?.champion, candidate: row?.candidate, cases: row?.cases, p: row?.p }),
      }
    } catch (error) {
      if (!(error instanceof TernateError)) throw error
      return { proposal: name, state: 'unreadable', fault: error.message }
    }
  })
}

/** How often people stepped in. */
export interface Involvement {
  readonly proposals: number
  /** Proposals that took no person's approval. */
  readonly automatic: number
  readonly approvals: number
  readonly rejections: number
  /** Steps of releases that undo one: by people, and by a bound that tripped. */
  readonly rollbacks: number
  readonly trips: number
}

/** Counts how often people stepped in, from what was written down. */
export function involvementOf(entries: readonly ProposalEntry[], histories: readonly (readonly HistoryEntry[])[]): Involvement {
  const decided = (decision: 'approve' | 'reject'): number =>
    entries.filter((entry) => entry.kind === 'decided' && entry.decided.decision === decision).length
  const proposed = entries.filter((entry) => entry.kind === 'proposed')
  const back = histories.flatMap((history) => history.filter(({ kind }) => kind === 'rolled-back'))
  return {
    proposals: proposed.length,
    automatic: proposed.filter(({ approvals }) => approvals === 0).length,
    approvals: decided('approve'),
    rejections: decided('reject'),
    rollbacks: back.filter(({ automatic }) => automatic !== true).length,
    trips: back.filter(({ automatic }) => automatic === true).length,
  }
}
