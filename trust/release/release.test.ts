import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { stream } from '../../engine/contracts/random.ts'
import { steadyClock, toyProposal } from '../fixtures/evidence.ts'
import { approve } from '../policy/approve.ts'
import { makeKey, readKey } from '../policy/keys.ts'
import type { Signer } from '../policy/keys.ts'
import { DEFAULT_POLICY } from '../policy/policy.ts'
import { proposalLog, propose } from '../proposals/propose.ts'
import { involvementOf, listProposals } from '../proposals/standing.ts'
import { serve } from './champion.ts'
import { openHistory } from './history.ts'
import { released } from './line.ts'
import { note } from './observe.ts'
import { promote, rollback } from './promote.ts'
import type { Promotion } from './promote.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-release-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let place = ''
let count = 0
let now = steadyClock()
const proposals = (): string => join(place, 'proposals')
const releases = (): string => join(place, 'releases')
const history = () => openHistory(join(releases(), 'toy'), now).entries()
const release = (proposal: string, changes: Partial<Promotion> = {}) =>
  promote({ proposals: proposals(), releases: releases(), proposal, by: 'me', now, against: {}, ...changes })

beforeEach(() => {
  place = join(root, String(++count))
  now = steadyClock()
})

const CODE = [{ 'agent.ts': '// answers 30\n' }, { 'agent.ts': '// answers 70\n' }] as const

/** Keys of people whom the policy names. */
function people(...names: readonly string[]): Record<string, Signer> {
  const keys = Object.fromEntries(names.map((name) => [name, makeKey(join(place, 'keys', `${name}.pem`))]))
  mkdirSync(proposals(), { recursive: true })
  const listed = names.map((name) => `  ${name}: ${keys[name]?.publicKey ?? ''}`).join('\n')
  writeFileSync(join(proposals(), 'policy.yaml'), DEFAULT_POLICY.replace('people: {}', `people:\n${listed}`))
  return keys
}

/** All files of a version, by their bytes. */
const bytesOf = (version: string): Record<string, string> => {
  const folder = join(releases(), 'toy', 'versions', version)
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [
        join(entry.parentPath, entry.name).slice(folder.length + 1),
        readFileSync(join(entry.parentPath, entry.name)).toString('hex'),
      ]),
  )
}

describe('approval', () => {
  test('of a text is automatic; of code it takes two people of the policy, whose signatures hold over the seal', async () => {
    const keys = people('ana', 'ben')
    propose(proposals(), await toyProposal(), now)
    expect((await release('P-0001')).kind).toBe('promoted')

    place = join(root, String(++count))
    const { ana, ben } = people('ana', 'ben')
    propose(proposals(), await toyProposal(...CODE), now)
    const decide = (signer: Signer | undefined, decision: 'approve' | 'reject' = 'approve') =>
      approve({ proposals: proposals(), proposal: 'P-0001', decision, signer: signer as Signer, now })
    await expect(release('P-0001')).rejects.toMatchObject({
      code: 'PROPOSAL_UNAPPROVED',
      message: expect.stringContaining('the approvals of 2 people (code)'),
    })
    expect(decide(ana).tallied).toEqual({ approved: ['ana'], rejected: [], needed: 2 })
    expect(() => decide(ana)).toThrow(expect.objectContaining({ code: 'DECIDED_ALREADY' }))
    expect(() => decide(keys['ana'])).toThrow(expect.objectContaining({ code: 'APPROVER_UNKNOWN' }))
    await expect(release('P-0001')).rejects.toMatchObject({ code: 'PROPOSAL_UNAPPROVED' })
    decide(ben, 'reject')
    await expect(release('P-0001')).rejects.toMatchObject({ code: 'PROPOSAL_REJECTED' })
    expect(decide(ben).tallied.approved).toEqual(['ana', 'ben'])
    expect((await release('P-0001')).kind).toBe('promoted')
    expect(involvementOf(proposalLog(proposals(), now).entries(), [history()])).toEqual({
      proposals: 1,
      automatic: 0,
      approvals: 2,
      rejections: 1,
      rollbacks: 0,
      trips: 0,
    })
  })

  test('does not count where a signature is another one, or was copied from another proposal', async () => {
    const { ana } = people('ana', 'ben')
    propose(proposals(), await toyProposal(...CODE), now)
    propose(proposals(), await toyProposal({ 'agent.ts': '// answers 30\n' }, { 'agent.ts': '// answers 75\n' }), now)
    approve({ proposals: proposals(), proposal: 'P-0001', decision: 'approve', signer: ana as Signer, now })
    const log = proposalLog(proposals(), now)
    const last = log.entries().at(-1)
    if (last?.kind !== 'decided') throw new Error('no decision')
    const seal = log
      .entries()
      .flatMap((entry) => (entry.kind === 'proposed' && entry.proposal === 'P-0002' ? [entry.seal] : []))[0] as string
    log.append(() => ({ kind: 'decided', decided: { ...last.decided, proposal: 'P-0002', seal } }))
    log.append(() => ({ kind: 'decided', decided: { ...last.decided, by: 'ben' } }))
    const lines = listProposals(proposals(), log.entries(), () => [])
    expect(lines.map(({ state, approval }) => [state, approval?.approved])).toEqual([
      ['open', ['ana']],
      ['open', []],
    ])
  })

  test('of an added right is what blocks it until two people approve, also in a text', async () => {
    const { ana, ben } = people('ana', 'ben')
    propose(proposals(), await toyProposal(undefined, { 'prompt.md': 'answers 70\n', 'rights.json': '["search"]\n' }), now)
    await expect(release('P-0001')).rejects.toMatchObject({
      code: 'PROPOSAL_UNAPPROVED',
      message: expect.stringContaining('added rights: search'),
    })
    for (const signer of [ana, ben])
      approve({ proposals: proposals(), proposal: 'P-0001', decision: 'approve', signer: signer as Signer, now })
    expect((await release('P-0001')).kind).toBe('promoted')
  })

  test('of weights takes one person and the set of what must not be forgotten', async () => {
    people('ana')
    const weights = await toyProposal({ 'a.gguf': 'answers 30\n' }, { 'a.gguf': 'answers 70\n' })
    expect(() => propose(proposals(), weights, now)).toThrow(/the policy asks for the set forgetting/)
    const rows = weights.report.rows.map((row) => (row.set === 'golden' ? { ...row, set: 'forgetting' } : row))
    const { golden = [], ...others } = weights.results
    propose(proposals(), { ...weights, report: { ...weights.report, rows }, results: { ...others, forgetting: golden } }, now)
    await expect(release('P-0001')).rejects.toMatchObject({ message: expect.stringContaining('the approval of one person (weights)') })
  })

  test('refuses a proposal, a policy or a log of which one byte was changed, and names it', async () => {
    people('ana', 'ben')
    const made = propose(proposals(), await toyProposal(), now)
    const policy = join(proposals(), 'policy.yaml')
    const against = () => ({ policy: readFileSync(policy, 'utf8') })
    const spoil = async (file: string, at: number): Promise<string> => {
      const whole = readFileSync(file)
      const other = Buffer.from(whole)
      other[at] = (other[at] as number) ^ 1
      writeFileSync(file, other)
      const fault = await release('P-0001', { against: against() }).catch((error: unknown) => error)
      writeFileSync(file, whole)
      return `${(fault as { code?: string }).code}: ${(fault as Error).message}`
    }
    expect(await spoil(join(made.folder, 'change.diff'), 20)).toMatch(/^PROPOSAL_CHANGED: .*change\.diff differs at byte 21,/)
    expect(await spoil(join(made.folder, 'evidence.json'), 5000)).toMatch(/^PROPOSAL_CHANGED: .*evidence\.json differs at byte 5001,/)
    expect(await spoil(join(made.folder, 'PROPOSAL.md'), 100)).toMatch(/^PROPOSAL_CHANGED: .*PROPOSAL\.md differs at byte 101,/)
    expect(await spoil(policy, 3)).toMatch(/^PROPOSAL_CHANGED: .*policy\.yaml differs at byte 4,/)
    expect(await spoil(join(proposals(), 'log', '000001.json'), 60)).toMatch(/^TRUST_LOG: .*000001\.json/)
    expect((await release('P-0001', { against: against() })).kind).toBe('promoted')
  })
})

describe('a release', () => {
  test('serves champion and canary by key, and a rollback gives the same bytes back', async () => {
    propose(proposals(), await toyProposal(), now)
    await release('P-0001')
    const first = history().at(-1)?.champion as string
    const before = bytesOf(first)
    propose(proposals(), await toyProposal({ 'prompt.md': 'answers 70\n', 'notes/why.md': 'more\n' }, { 'prompt.md': 'answers 99\n' }), now)
    expect((await release('P-0002', { canary: 0.1 })).canary?.share).toBe(0.1)
    const line = () => released(releases(), 'toy')?.promotions.map(({ proposal }) => proposal)
    expect([released(releases(), 'toy')?.version, released(releases(), 'other')]).toEqual([first, undefined])
    expect(line()).toEqual(['the first champion', 'P-0001'])
    const arms = Array.from({ length: 4000 }, (_, k) => serve(releases(), 'toy', `user ${k}`))
    const share = arms.filter(({ arm }) => arm === 'canary').length / arms.length
    expect(share).toBeGreaterThan(0.08)
    expect(share).toBeLessThan(0.12)
    expect(arms.map(({ arm }) => arm)).toEqual(Array.from({ length: 4000 }, (_, k) => serve(releases(), 'toy', `user ${k}`).arm))
    expect(arms.find(({ arm }) => arm === 'canary')?.files).toEqual({ 'prompt.md': 'answers 99\n' })
    expect((await release('P-0002')).kind).toBe('promoted')
    expect(line()).toEqual(['the first champion', 'P-0001', 'P-0002'])
    expect(serve(releases(), 'toy', 'any').files).toEqual({ 'prompt.md': 'answers 99\n' })
    expect(rollback(releases(), 'toy', { by: 'me', now }).champion).toBe(first)
    expect(bytesOf(first)).toEqual(before)
    expect(line()).toEqual(['the first champion', 'P-0001'])
    expect(serve(releases(), 'toy', 'any').files).toEqual({ 'prompt.md': 'answers 70\n', 'notes/why.md': 'more\n' })
    rollback(releases(), 'toy', { by: 'me', now })
    expect(serve(releases(), 'toy', 'any').files).toEqual({ 'prompt.md': 'answers 30\n' })
    expect(() => rollback(releases(), 'toy', { by: 'me', now })).toThrow(expect.objectContaining({ code: 'RELEASE_FIRST' }))
    expect(history().map(({ kind }) => kind)).toEqual(['began', 'promoted', 'canary', 'promoted', 'rolled-back', 'rolled-back'])
  })

  test('whose canary fails more often is rolled back by itself; one that is as good stays', async () => {
    propose(proposals(), await toyProposal(), now)
    const use = (rate: number): number => {
      const random = stream('release/uses')
      for (let k = 0; k < 2000; k++) {
        const { version, arm } = serve(releases(), 'toy', `user ${k}`)
        const { tripped } = note(
          releases(),
          'toy',
          version,
          { quality: Number(random.next() >= (arm === 'canary' ? rate : 0.2)), cost: 1 },
          now,
        )
        if (tripped !== undefined) return tripped.canary
      }
      return Number.POSITIVE_INFINITY
    }
    await release('P-0001', { canary: 0.1 })
    expect(use(0.2)).toBe(Number.POSITIVE_INFINITY)
    rollback(releases(), 'toy', { by: 'me', now })
    await release('P-0001', { canary: 0.1 })
    const uses = use(0.5)
    expect(uses).toBeLessThan(100)
    expect(history().at(-1)).toMatchObject({
      kind: 'rolled-back',
      automatic: true,
      by: 'bound on failures',
      why: expect.stringContaining(`over ${uses} of the canary`),
    })
    expect(note(releases(), 'toy', history()[1]?.canary?.version ?? '', { quality: 0 }, now)).toEqual({ counted: false })
    expect(serve(releases(), 'toy', 'any').arm).toBe('champion')
    expect(() => note(releases(), 'toy', 'x', { quality: 2 }, now)).toThrow(expect.objectContaining({ code: 'OBSERVATION_INVALID' }))
  })

  test('refuses a stale proposal, a second canary, and a version whose bytes are other ones', async () => {
    propose(proposals(), await toyProposal(), now)
    propose(proposals(), await toyProposal({ 'prompt.md': 'answers 30\n' }, { 'prompt.md': 'answers 80\n' }), now)
    await release('P-0001', { canary: 0.2 })
    await expect(release('P-0002')).rejects.toMatchObject({ code: 'RELEASE_BUSY' })
    await release('P-0001')
    await expect(release('P-0002')).rejects.toMatchObject({ code: 'PROPOSAL_STALE' })
    const { champion } = history().at(-1) as { champion: string }
    const file = join(releases(), 'toy', 'versions', champion, 'notes', 'why.md')
    writeFileSync(file, 'mare\n')
    const fresh = join(root, String(++count))
    mkdirSync(fresh)
    expect(() => rollback(releases(), 'toy', { by: 'me', now })).not.toThrow()
    await expect(release('P-0001')).rejects.toMatchObject({ code: 'RELEASE_DAMAGED' })
    expect(() => serve(releases(), '../toy', 'x')).toThrow(expect.objectContaining({ code: 'RELEASE_MISSING' }))
    expect(() => serve(releases(), 'other', 'x')).toThrow(expect.objectContaining({ code: 'RELEASE_MISSING' }))
  })
})

test('a key that others may read, or that is none, is refused', () => {
  const file = join(place, 'k', 'key.pem')
  const made = makeKey(file)
  expect(readKey(file).publicKey).toBe(made.publicKey)
  expect(() => makeKey(file)).toThrow(expect.objectContaining({ code: 'KEY_TAKEN' }))
  writeFileSync(join(place, 'open.pem'), readFileSync(file), { mode: 0o644 })
  expect(() => readKey(join(place, 'open.pem'))).toThrow(/may be read by others/)
  writeFileSync(join(place, 'none.pem'), 'x', { mode: 0o600 })
  expect(() => readKey(join(place, 'none.pem'))).toThrow(/is no private key/)
  expect(() => readKey(join(place, 'gone.pem'))).toThrow(expect.objectContaining({ code: 'KEY_MISSING' }))
})
