import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { steadyClock, toyJudge, toyProposal } from '../fixtures/evidence.ts'
import { changedByte, seal } from '../seal.ts'
import { changeText } from './change.ts'
import { casesIn } from './derive.ts'
import type { ProposalEvidence } from './evidence.ts'
import { FILES, readProposal } from './folder.ts'
import { proposalLog, propose } from './propose.ts'
import { verifyProposal } from './verify.ts'
import type { Check } from './verify.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-proposals-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folder = ''
let count = 0
beforeEach(() => {
  folder = join(root, String(++count), 'proposals')
})

const wrong = (checks: readonly Check[]): string[] => checks.flatMap(({ holds, what, says }) => (holds ? [] : [`${what}: ${says}`]))

const judgeAgain = async ({ champion, candidate, results }: ProposalEvidence) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(results).map(async ([set, pairs]) => {
        const [a, b] = [await toyJudge(champion.files, casesIn(pairs)), await toyJudge(candidate.files, casesIn(pairs))]
        return [set, a.map((each, k) => [each, b[k] as (typeof b)[number]] as const)] as const
      }),
    ),
  )

describe('a proposal', () => {
  test('is a page, a change that git applies, and evidence; it verifies elsewhere, its cases judged again', async () => {
    const made = propose(folder, await toyProposal(), steadyClock())
    expect(made.evidence.proposal).toBe('P-0001')
    const page = made.bytes.page.toString('utf8')
    for (const part of [
      'P-0001: toy',
      'trace-17',
      '| fresh, fresh | heldOut | 120 |',
      '| golden, version 1 |',
      'ternate rollback toy',
      'Run again',
      'runs/a',
    ])
      expect(page).toContain(part)
    expect(page.split('\n').length).toBeLessThan(80)
    const elsewhere = join(root, 'elsewhere')
    cpSync(made.folder, elsewhere, { recursive: true })
    const checks = await verifyProposal(elsewhere, { judge: judgeAgain })
    expect(wrong(checks)).toEqual([])
    expect(checks.map(({ what }) => what)).toContain('fresh, judged again')
    // git makes the candidate of the champion
    const tree = join(root, 'tree')
    mkdirSync(tree)
    for (const [name, text] of Object.entries(made.evidence.champion.files)) writeFileSync(join(tree, name), text)
    execFileSync('git', ['apply', '--verbose', join(made.folder, FILES.change)], { cwd: tree, stdio: 'pipe' })
    for (const [name, text] of Object.entries(made.evidence.candidate.files)) expect(readFileSync(join(tree, name), 'utf8')).toBe(text)
  })

  test('in which one byte is another one is refused, and the byte is named', async () => {
    const made = propose(folder, await toyProposal(), steadyClock())
    const log = proposalLog(folder, steadyClock())
    const [entry] = log.entries()
    const sealed = entry?.kind === 'proposed' ? entry.seal : ''
    const random = [0.01, 0.13, 0.31, 0.5, 0.77, 0.93, 0.999]
    for (const name of Object.values(FILES)) {
      const file = join(made.folder, name)
      const whole = readFileSync(file)
      for (const share of random) {
        const at = Math.floor(share * whole.length)
        const other = Buffer.from(whole)
        other[at] = (other[at] as number) ^ 1
        writeFileSync(file, other)
        const [first] = wrong(await verifyProposal(made.folder, { sealed }))
        expect(first, `${name} at ${at}`).toContain(`${name} differs at byte ${at + 1}, `)
      }
      writeFileSync(file, whole)
    }
    expect(wrong(await verifyProposal(made.folder, { sealed }))).toEqual([])
  })

  test('whose evidence and seals were made to fit each other is told by the log, the judge, and the policy in force', async () => {
    const made = propose(folder, await toyProposal(), steadyClock())
    const other = propose(
      join(root, 'other'),
      await toyProposal({ 'prompt.md': 'answers 30\n' }, { 'prompt.md': 'answers 80\n' }),
      steadyClock(),
    )
    cpSync(other.folder, made.folder, { recursive: true })
    expect(wrong(await verifyProposal(made.folder))).toEqual([])
    expect(wrong(await verifyProposal(made.folder, { sealed: made.seal })).join('\n')).toMatch(/^log: the log has the seal/)
    const text = other.evidence.policy
    const [differs] = wrong(await verifyProposal(made.folder, { policy: text.replace('approvals: 0', 'approvals: 1') }))
    expect(differs).toMatch(/^policy in force: policy\.yaml differs at byte \d+, line \d+: it is 0x31 \(1\) and was 0x30 \(0\)$/)
    const lying = async (evidence: ProposalEvidence) => judgeAgain({ ...evidence, candidate: evidence.champion })
    expect(wrong(await verifyProposal(made.folder, { judge: lying }))[0]).toMatch(
      /^fresh, judged again: case fresh \d+, candidate: reported/,
    )
    expect(wrong(await verifyProposal(made.folder, { sets: new Map([['golden', 'f'.repeat(64)]]) })).join('\n')).toContain(
      'set golden: the set golden hashes to ffff',
    )
  })

  test('is not made of what the gate refuses, but for rights, nor of no change', async () => {
    const worse = await toyProposal({ 'prompt.md': 'answers 70\n' }, { 'prompt.md': 'answers 30\n' })
    expect(() => propose(folder, worse, steadyClock())).toThrow(/held out: fresh: not better/)
    const same = await toyProposal({ 'prompt.md': 'answers 70\n' }, { 'prompt.md': 'answers 70\n' })
    expect(() => propose(folder, same, steadyClock())).toThrow('the candidate is the champion')
    const more = await toyProposal(undefined, { 'prompt.md': 'answers 70\n', 'rights.json': '["search"]\n' })
    expect(more.report.verdict).toBe('refuse')
    const made = propose(folder, more, steadyClock())
    expect(made.bytes.page.toString('utf8')).toContain('Needs 2 people')
  })

  test('gets a number of its own also where two are made at a time and where one was half made', async () => {
    const evidence = await toyProposal()
    mkdirSync(join(folder, '.P-0001.99999.new'), { recursive: true })
    const clock = steadyClock()
    const made = [propose(folder, evidence, clock), propose(folder, evidence, clock), propose(folder, evidence, clock)]
    expect(made.map((each) => each.evidence.proposal)).toEqual(['P-0001', 'P-0002', 'P-0003'])
    expect(
      proposalLog(folder, clock)
        .entries()
        .map((entry) => entry.kind === 'proposed' && entry.proposal),
    ).toEqual(['P-0001', 'P-0002', 'P-0003'])
    expect(() => readProposal(join(folder, 'P-0009'))).toThrow(expect.objectContaining({ code: 'PROPOSAL_MISSING' }))
  })
})

test('a byte that was changed is found from the seal alone, wherever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 5000 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, where, by) => {
      const at = where % bytes.length
      const other = Uint8Array.from(bytes)
      other[at] = ((other[at] as number) + by) % 256
      expect(changedByte(other, seal(bytes))).toEqual({ at, is: other[at], was: bytes[at] })
      expect(changedByte(bytes, seal(bytes))).toBeUndefined()
      if (bytes.length > 1) {
        const second = (at + 1) % bytes.length
        other[second] = ((other[second] as number) + 3) % 256
        expect(changedByte(other, seal(bytes))).toBeUndefined()
      }
    }),
    { numRuns: 200 },
  )
})

test('any change of text files is one that git applies', () => {
  const name = fc.constantFrom('a.md', 'b/c d.txt', 'é.md', 'x.ts')
  const text = fc
    .array(fc.constantFrom('one', 'two', '', 'three\r', '  four'), { maxLength: 12 })
    .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`))
  const files = fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true })
  fc.assert(
    fc.property(files, files, (before, after) => {
      const tree = mkdtempSync(join(root, 'apply-'))
      for (const [file, content] of Object.entries(before)) {
        mkdirSync(dirname(join(tree, file)), { recursive: true })
        writeFileSync(join(tree, file), content)
      }
      const change = changeText(before, after)
      if (change !== '')
        execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: tree, input: change, stdio: ['pipe', 'pipe', 'pipe'] })
      for (const file of new Set([...Object.keys(before), ...Object.keys(after)])) {
        const read = (): string | undefined => {
          try {
            return readFileSync(join(tree, file), 'utf8')
          } catch {
            return undefined
          }
        }
        expect(read()).toBe(after[file])
      }
      rmSync(tree, { recursive: true })
    }),
    { numRuns: 15 },
  )
})
