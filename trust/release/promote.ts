import { basename, dirname, join } from 'node:path'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { missingSets, otherReasons } from '../policy/risk.ts'
import { proposalNames, readProposal } from '../proposals/folder.ts'
import type { Proposal } from '../proposals/folder.ts'
import { readPolicyOf, recordProposals, riskOfProposal, sealedAs } from '../proposals/propose.ts'
import { approvalOf } from '../proposals/standing.ts'
import type { ProposalEntry } from '../proposals/propose.ts'
import { identityOf } from '../proposals/evidence.ts'
import { verifyProposal } from '../proposals/verify.ts'
import type { Against } from '../proposals/verify.ts'
import { championBefore, noRelease, openHistory, releaseFolder } from './history.ts'
import type { HistoryEntry, Step } from './history.ts'
import { readVersion, storeVersion } from './version.ts'

/**
 * Sees that a proposal is what was made and sealed, that the gate passed it, and that whoever must has approved it.
 *
 * @throws TernateError `PROPOSAL_CHANGED` naming what differs, `PROPOSAL_REJECTED`, `PROPOSAL_UNAPPROVED`, `PROPOSAL_REFUSED`
 */
async function mustBeReleasable(folder: string, entries: readonly ProposalEntry[], against: Against): Promise<Proposal> {
  const name = basename(folder)
  const isThere = proposalNames(dirname(folder)).includes(name)
  const checks = isThere ? await verifyProposal(folder, { ...defined({ sealed: sealedAs(entries, name) }), ...against }) : []
  const differs = checks.find(({ holds }) => !holds)
  if (differs !== undefined)
    throw new TernateError(
      'PROPOSAL_CHANGED',
      `${name} is not what was proposed: ${differs.what}: ${differs.says}`,
      'Put it back as it was, or let the gate make a proposal anew.',
    )
  const proposal = readProposal(folder)
  const { evidence } = proposal
  const risk = riskOfProposal(proposal)
  const [reason] = [...otherReasons(evidence.report), ...missingSets(risk, evidence.report)]
  if (reason !== undefined) throw new TernateError('PROPOSAL_REFUSED', `the gate refuses ${name}: ${reason}`, 'Mend that and gate anew.')
  const { approved, rejected, needed } = approvalOf(proposal, entries)
  if (rejected.length > 0)
    throw new TernateError(
      'PROPOSAL_REJECTED',
      `${name} was rejected by ${rejected.join(', ')}`,
      'Who rejected it may approve it with `ternate approve`, or make another proposal.',
    )
  if (approved.length < needed)
    throw new TernateError(
      'PROPOSAL_UNAPPROVED',
      `${name} needs ${needed === 1 ? 'the approval of one person' : `the approvals of ${needed} people`} (${risk.because}${risk.rights.length > 0 ? `, added rights: ${risk.rights.join(', ')}` : ''}) and has ${approved.length === 0 ? 'none' : `that of ${approved.join(', ')}`}`,
      `Each of them runs \`ternate approve ${name}\`.`,
    )
  return proposal
}

/** What a promotion is asked for. */
export interface Promotion {
  readonly proposals: string
  readonly releases: string
  readonly proposal: string
  /** Share of keys that get it at first; without one it is in use for all. */
  readonly canary?: number
  readonly by: string
  readonly now: () => string
  /** What the proposal is held against beside itself. */
  readonly against: Against
}

const busy = (name: string, running: string): TernateError =>
  new TernateError(
    'RELEASE_BUSY',
    `a canary of ${running} runs in ${name}`,
    `Promote ${running}, or end its canary with \`ternate rollback ${name}\`.`,
  )

/** The step that a promotion adds to a history; undefined where it is made already. */
function stepFor(entries: readonly HistoryEntry[], { evidence }: Proposal, version: string, { canary, by }: Promotion): Step | undefined {
  const { release, proposal, champion } = evidence
  const last = entries.at(-1)
  const from = identityOf(champion.files)
  if (last === undefined) return { kind: 'began', champion: from, by }
  if (last.champion === version && last.proposal === proposal && last.kind === 'promoted') return undefined
  if (last.canary !== undefined && last.canary.proposal !== proposal) throw busy(release, last.canary.proposal)
  if (last.champion !== from)
    throw new TernateError(
      'PROPOSAL_STALE',
      `${proposal} was shown to be better than ${from.slice(0, 12)}, and the champion of ${release} is ${last.champion.slice(0, 12)} now`,
      'Gate the candidate against the champion that is in use.',
    )
  if (canary === undefined) return { kind: 'promoted', champion: version, proposal, by }
  if (last.canary !== undefined && last.canary.share === canary) return undefined
  const { policy } = readPolicyOf(evidence)
  return { kind: 'canary', champion: from, canary: { version, proposal, share: canary, bounds: policy.canary }, proposal, by }
}

/**
 * Releases a proposal: stores its version and the champion's, then moves the pointer, for a share of keys or for all. Whoever is stopped between
 * the steps does it again; what is done already stays.
 *
 * @returns the pointer's entry
 * @throws TernateError those of `mustBeReleasable`, and `PROPOSAL_MISSING`, `PROPOSAL_STALE`, `RELEASE_BUSY`
 */
export async function promote(promotion: Promotion): Promise<HistoryEntry> {
  const { proposals, releases, now } = promotion
  const entries = recordProposals(proposals, now)
  const proposal = await mustBeReleasable(join(proposals, promotion.proposal), entries, promotion.against)
  const { release, champion, candidate } = proposal.evidence
  const folder = releaseFolder(releases, release)
  const history = openHistory(folder, now)
  stepFor(history.entries(), proposal, identityOf(candidate.files), promotion)
  storeVersion(folder, champion.files)
  const version = storeVersion(folder, candidate.files)
  for (;;) {
    const added = history.append((steps) => stepFor(steps, proposal, version, promotion))
    if (added === undefined) return history.entries().at(-1) as HistoryEntry
    if (added.kind !== 'began') return added
  }
}

/**
 * Puts the champion of before back, or ends a canary: one new entry of the history, however much is in use. The files are those that were stored
 * then.
 *
 * @throws TernateError `RELEASE_MISSING`, `RELEASE_FIRST` where there is nothing to go back to, `RELEASE_DAMAGED` where its files are not as they were
 */
export function rollback(
  releases: string,
  name: string,
  { by, why, now }: { readonly by: string; readonly why?: string; readonly now: () => string },
): HistoryEntry {
  const folder = releaseFolder(releases, name)
  const done = openHistory(folder, now).append((entries): Step => {
    const last = entries.at(-1)
    if (last === undefined) throw noRelease(name)
    const champion = last.canary === undefined ? championBefore(entries) : last.champion
    if (champion === undefined)
      throw new TernateError('RELEASE_FIRST', `${name} has its first champion, and none before`, 'Promote another proposal instead.')
    readVersion(folder, champion)
    const proposal =
      last.canary?.proposal ?? entries.findLast(({ kind, champion: its }) => kind === 'promoted' && its === last.champion)?.proposal
    return { kind: 'rolled-back', champion, by, ...defined({ proposal, why }) }
  })
  return done as HistoryEntry
}
