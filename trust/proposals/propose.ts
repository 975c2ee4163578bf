import { join } from 'node:path'
import * as z from 'zod'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { TernateError } from '../../engine/contracts/fault.ts'
import { openLog } from '../log.ts'
import type { Link, Log } from '../log.ts'
import { decisionSchema } from '../policy/decision.ts'
import type { Decision } from '../policy/decision.ts'
import { parsePolicy, readPolicy } from '../policy/policy.ts'
import { changedFiles, missingSets, otherReasons, riskOf } from '../policy/risk.ts'
import { unwritable } from '../durable.ts'
import { proposalNames, readProposal, writeProposal } from './folder.ts'
import type { Proposal } from './folder.ts'
import type { ProposalEvidence } from './evidence.ts'

/** What was written down of a proposal: that it was made, as it was sealed, or what a person decided of it. */
export type ProposalRecord =
  | { readonly kind: 'proposed'; readonly proposal: string; readonly seal: string; readonly release: string; readonly approvals: number }
  | { readonly kind: 'decided'; readonly decided: Decision }

const schema: z.ZodType<ProposalRecord> = z.union([
  z.strictObject({
    kind: z.literal('proposed'),
    proposal: z.string().max(20),
    seal: z.string().length(64),
    release: z.string().max(500),
    approvals: z.int().nonnegative(),
  }),
  z.strictObject({ kind: z.literal('decided'), decided: decisionSchema }),
])

export type ProposalEntry = ProposalRecord & Link

/** Opens the log of a folder of proposals: who decided what of which. */
export const proposalLog = (proposals: string, now: () => string): Log<ProposalRecord> => openLog(join(proposals, 'log'), schema, now)

/** The policy's file in a folder of proposals. */
export const policyFile = (proposals: string): string => join(proposals, 'policy.yaml')

/** What it takes to release a proposal, by the policy that it is sealed with. */
export function riskOfProposal({ evidence }: Proposal): ReturnType<typeof riskOf> {
  const { policy } = readPolicyOf(evidence)
  return riskOf(changedFiles(evidence.champion.files, evidence.candidate.files, policy), evidence.report.rights.added, policy)
}

/** The policy that evidence is sealed with. */
export const readPolicyOf = ({ policy, proposal }: ProposalEvidence): { readonly policy: ReturnType<typeof parsePolicy> } => ({
  policy: parsePolicy(policy, `the policy of ${proposal}`),
})

/**
 * Writes the seals of proposals down that have none in the log yet: of one that was just made, and of those whose makers were killed between
 * the two steps.
 */
export function recordProposals(proposals: string, now: () => string): readonly ProposalEntry[] {
  const log = proposalLog(proposals, now)
  for (const name of proposalNames(proposals)) {
    const isRecorded = (entries: readonly ProposalEntry[]): boolean =>
      entries.some((entry) => entry.kind === 'proposed' && entry.proposal === name)
    if (isRecorded(log.entries())) continue
    const proposal = readProposal(join(proposals, name))
    const { approvals } = riskOfProposal(proposal)
    const record = { kind: 'proposed', proposal: name, seal: proposal.seal, release: proposal.evidence.release, approvals } as const
    log.append((entries) => (isRecorded(entries) ? undefined : record))
  }
  return log.entries()
}

/** The seal under which a proposal was written down. */
export const sealedAs = (entries: readonly ProposalEntry[], name: string): string | undefined =>
  entries.flatMap((entry) => (entry.kind === 'proposed' && entry.proposal === name ? [entry.seal] : []))[0]

/** The policy in force, written out where there is none yet, so that people see what holds. */
export function settledPolicy(proposals: string): ReturnType<typeof readPolicy> {
  const file = policyFile(proposals)
  const found = readPolicy(file)
  if (existsSync(file)) return found
  try {
    mkdirSync(proposals, { recursive: true })
    writeFileSync(file, found.text, { flag: 'wx', flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(file, error)
  }
  return readPolicy(file)
}

/**
 * Puts a change forward: writes the proposal and its seal down.
 *
 * @throws TernateError `PROPOSAL_REFUSED` where the gate refuses it for more than rights, or nothing changes
 */
export function propose(
  proposals: string,
  evidence: Omit<ProposalEvidence, 'format' | 'proposal' | 'on' | 'policy'>,
  now: () => string,
): Proposal {
  const { policy, text } = settledPolicy(proposals)
  const { report, champion, candidate } = evidence
  const risk = riskOf(changedFiles(champion.files, candidate.files, policy), report.rights.added, policy)
  const missing = missingSets(risk, report).map((set) => `the policy asks for the set ${set}, which did not pass`)
  const nothing = risk.files.length === 0 && risk.rights.length === 0 ? ['the candidate is the champion'] : []
  const [reason, ...more] = [...nothing, ...otherReasons(report), ...missing]
  if (reason !== undefined)
    throw new TernateError(
      'PROPOSAL_REFUSED',
      `no proposal is made of what the gate refuses: ${reason}${more.length === 0 ? '' : `, and ${more.length} more`}`,
      'Mend that and gate anew; `ternate gate` shows all rows.',
    )
  const proposal = writeProposal(proposals, { format: 1, on: now(), ...evidence, policy: text })
  recordProposals(proposals, now)
  return proposal
}
