import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readBytes } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { placeFolder, unwritable } from '../durable.ts'
import { asStored, evidenceText, LARGEST_EVIDENCE, readEvidence } from './evidence.ts'
import type { ProposalEvidence } from './evidence.ts'
import { changeText } from './change.ts'
import { pageOf } from './page.ts'
import { sealHash, sealsOf } from './seals.ts'
import type { Seals } from './seals.ts'

/** Files of a proposal. */
export const FILES = { page: 'PROPOSAL.md', change: 'change.diff', evidence: 'evidence.json' } as const

/** The three files of a proposal as they lie in its folder. */
export interface ProposalBytes {
  readonly page: Buffer
  readonly change: Buffer
  readonly evidence: Buffer
}

/** A proposal that was read. */
export interface Proposal {
  readonly folder: string
  readonly evidence: ProposalEvidence
  readonly bytes: ProposalBytes
  readonly seals: Seals
  /** What people sign. */
  readonly seal: string
}

const NAME = /^P-(\d{4,6})$/

/** Names of the proposals in a folder, by number. */
export function proposalNames(folder: string): string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names.filter((name) => NAME.test(name)).sort((a, b) => Number(a.slice(2)) - Number(b.slice(2)))
}

const damaged = (folder: string, why: string): TernateError =>
  new TernateError(
    'PROPOSAL_DAMAGED',
    `${folder} ${why}`,
    `Put it back from version control or a backup; \`ternate verify ${basename(folder)}\` names what differs.`,
  )

/**
 * Reads a proposal's files.
 *
 * @throws TernateError `PROPOSAL_MISSING`, `PROPOSAL_DAMAGED`
 */
export function readProposal(folder: string): Proposal {
  const read = (name: string): Buffer => {
    const found = readBytes(join(folder, name), LARGEST_EVIDENCE, { links: false })
    if (found.ok) return found.content
    if (found.absent && proposalNames(join(folder, '..')).every((other) => other !== basename(folder)))
      throw new TernateError('PROPOSAL_MISSING', `there is no proposal ${folder}`, 'See `ternate proposals` for those that there are.')
    throw damaged(folder, `: ${name} ${found.why}`)
  }
  const bytes = { page: read(FILES.page), change: read(FILES.change), evidence: read(FILES.evidence) }
  const found = readEvidence(bytes.evidence.toString('utf8'))
  if (!found.ok) throw damaged(folder, `: ${FILES.evidence} ${found.why}`)
  const seals = sealsOf(found.evidence, bytes.change, bytes.evidence)
  return { folder, evidence: found.evidence, bytes, seals, seal: sealHash(seals) }
}

/** The files of a proposal, all made from its evidence. */
export function proposalFiles(evidence: ProposalEvidence): { readonly files: Readonly<Record<string, string>>; readonly seal: string } {
  const stored = asStored(evidence)
  const change = changeText(stored.champion.files, stored.candidate.files)
  const text = evidenceText(stored)
  const seals = sealsOf(stored, Buffer.from(change), Buffer.from(text))
  const files = { [FILES.change]: change, [FILES.evidence]: text, [FILES.page]: pageOf(stored, seals) }
  return { files, seal: sealHash(seals) }
}

/**
 * Writes a proposal under the next free number; of two at a time each gets one of its own.
 *
 * @throws TernateError `TRUST_UNWRITABLE`
 */
export function writeProposal(proposals: string, evidence: Omit<ProposalEvidence, 'proposal'>): Proposal {
  try {
    for (;;) {
      const last = proposalNames(proposals).at(-1)?.slice(2) ?? '0'
      const { format, ...others } = evidence
      const proposal = `P-${String(Number(last) + 1).padStart(4, '0')}`
      const { files } = proposalFiles({ format, proposal, ...others })
      const folder = join(proposals, proposal)
      if (placeFolder(folder, files)) return readProposal(folder)
    }
  } catch (error) {
    throw unwritable(proposals, error)
  }
}
