import { hash } from 'node:crypto'
import { stableText } from '../../engine/contracts/stable.ts'
import { seal } from '../seal.ts'
import type { Seal } from '../seal.ts'
import type { ProposalEvidence } from './evidence.ts'

/** What a proposal is sealed by: its change, its evidence, the audit in it, and the policy it is to be approved by. */
export interface Seals {
  readonly change: Seal
  readonly evidence: Seal
  readonly audit: Seal
  readonly policy: Seal
}

/** The parts of a proposal that are sealed, as a page names them. */
export const SEALED = { change: 'change.diff', evidence: 'evidence.json', audit: 'audit', policy: 'policy.yaml' } as const

/** Seals a proposal. */
export const sealsOf = (evidence: ProposalEvidence, change: Uint8Array, evidenceBytes: Uint8Array): Seals => ({
  change: seal(change),
  evidence: seal(evidenceBytes),
  audit: seal(Buffer.from(stableText(evidence.report.audit))),
  policy: seal(Buffer.from(evidence.policy)),
})

/** What people sign: one hash over all four. */
export const sealHash = ({ change, evidence, audit, policy }: Seals): string =>
  hash('sha256', stableText({ change: change.sha256, evidence: evidence.sha256, audit: audit.sha256, policy: policy.sha256 }))

/** A seal as a page writes it. */
export const sealRow = (name: string, { sha256, bytes, sum, weighted }: Seal): string =>
  `| ${name} | \`${sha256}\` | ${bytes} | ${sum} | ${weighted} |`

const ROW = /^\| ([a-z.]{1,20}) \| `([0-9a-f]{64})` \| (\d{1,10}) \| (\d{1,10}) \| (\d{1,10}) \|$/

/** The seals that a page has, by what they seal. */
export function sealsIn(page: string): ReadonlyMap<string, Seal> {
  const found = new Map<string, Seal>()
  for (const line of page.split('\n')) {
    const [, name, sha256, bytes, sum, weighted] = ROW.exec(line) ?? []
    if (name !== undefined && sha256 !== undefined)
      found.set(name, { sha256, bytes: Number(bytes), sum: Number(sum), weighted: Number(weighted) })
  }
  return found
}
