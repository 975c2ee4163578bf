import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { champion, observe } from '../../index.ts'
import { ternate } from '../command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-release-cli-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const PROBLEM = `import { defineProblem, invalid } from 'ternate'

const cases = (count: number, from: number) => Array.from({ length: count }, (_, k) => ({ input: from + k, expected: 3 * (from + k) }))

export default defineProblem<number, number>({
  statement: 'Triple a number.',
  direction: 'maximize',
  unit: 'share of cases',
  cases: {
    train: cases(20, 0),
    validation: cases(10, 100),
    heldOut: {
      fresh: ({ random }) =>
        Array.from({ length: 120 }, () => Math.floor(random.next() * 1_000_000)).map((input) => ({ input, expected: 3 * input })),
    },
  },
  verify: ({ expected }, answer) => (typeof answer === 'number' ? { score: Number(answer === expected) } : invalid('not a number')),
})
`

/** A program that is right for numbers whose last digit is below a bound. */
const program = (bound: number): string => `export function triple(x: number): number {\n  return x % 10 < ${bound} ? 3 * x : 0\n}\n`

test('a change goes from the gate to a release and back, by the command line alone', async () => {
  mkdirSync(join(root, 'mine'))
  writeFileSync(join(root, 'mine', 'problem.ts'), PROBLEM)
  writeFileSync(join(root, 'mine', 'initial.ts'), program(3))
  writeFileSync(join(root, 'better.ts'), program(8))
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  git('init', '--quiet')
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'first')
  process.env['TERNATE_FOLDER'] = join(root, '.ternate')
  const call = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { stdout, stderr, code } = await ternate([...args, '--json'], root)
    return { ...(JSON.parse(stdout === '' ? '{}' : (stdout.split('\n')[0] as string)) as object), code, stderr }
  }
  const keys = ['ana', 'ben'].map((name) => [name, join(root, 'keys', `${name}.pem`)] as const)
  const people = []
  for (const [name, key] of keys) people.push(`  ${name}: ${String((await call('keys', 'new', '--key', key))['publicKey'])}`)
  mkdirSync(join(root, 'proposals'))
  const { DEFAULT_POLICY } = await import('../../trust/policy/policy.ts')
  writeFileSync(join(root, 'proposals', 'policy.yaml'), DEFAULT_POLICY.replace('people: {}', `people:\n${people.join('\n')}`))

  expect(await call('sets', 'freeze', './mine')).toMatchObject({ code: 0 })
  expect(await call('gate', './mine', '--candidate', 'better.ts', '--propose', '--git', '--why', 'more of them')).toMatchObject({
    code: 0,
    verdict: 'promote',
    proposal: 'P-0001',
    branch: 'ternate/P-0001',
  })
  expect(git('diff', '--stat', 'ternate/P-0001~1', 'ternate/P-0001')).toContain('champions/mine/program.ts')
  expect(git('show', 'ternate/P-0001:proposals/P-0001/PROPOSAL.md')).toContain('# P-0001: mine')
  expect(git('show', 'ternate/P-0001:champions/mine/program.ts')).toBe(program(8).trim())

  // somebody else's machine has the proposal and the problem, and nothing more
  const elsewhere = join(root, 'elsewhere')
  cpSync(join(root, 'proposals', 'P-0001'), join(elsewhere, 'P-0001'), { recursive: true })
  cpSync(join(root, 'mine'), join(elsewhere, 'mine'), { recursive: true })
  const verified = await ternate(['verify', 'P-0001', '--json'], elsewhere)
  expect(JSON.parse(verified.stdout)).toMatchObject({
    equal: true,
    checks: expect.arrayContaining([expect.objectContaining({ what: 'fresh heldOut/fresh, judged again', holds: true })]),
  })
  const file = join(elsewhere, 'P-0001', 'evidence.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"score": 1', '"score": 0'))
  expect((await ternate(['verify', 'P-0001'], elsewhere)).stderr).toMatch(
    /evidence\.json differs at byte \d+, line \d+: it is 0x30 \(0\) and was 0x31 \(1\).*\[PROPOSAL_CHANGED\]/,
  )

  expect(await call('promote', 'P-0001', '--canary', '10%')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('[PROPOSAL_UNAPPROVED]'),
  })
  for (const [, key] of keys) expect(await call('approve', 'P-0001', '--key', key, '--why', 'read it')).toMatchObject({ code: 0 })
  expect(await call('promote', 'P-0001', '--canary', '90%')).toMatchObject({ code: 1, stderr: expect.stringContaining('[OPTION_INVALID]') })
  expect(await call('promote', 'P-0001', '--canary', '10%')).toMatchObject({ code: 0, kind: 'canary' })
  const before = champion('mine', 'nobody')
  let tripped
  for (let k = 0; tripped === undefined && k < 5000; k++) {
    const { version, arm } = champion('mine', `user ${k}`)
    tripped = observe('mine', version, { quality: arm === 'canary' ? 0.3 : 0.9 }).tripped
  }
  expect(tripped).toMatchObject({ measure: 'failures' })
  expect((await call('releases', 'mine'))['releases']).toMatchObject([
    { history: [{ kind: 'began' }, { kind: 'canary' }, { kind: 'rolled-back', automatic: true }] },
  ])
  expect(await call('promote', 'P-0001')).toMatchObject({ code: 0, kind: 'promoted' })
  expect(champion('mine', 'nobody').files).toEqual({ 'program.ts': program(8) })
  expect(await call('rollback', 'mine', '--why', 'slow')).toMatchObject({ code: 0, kind: 'rolled-back', champion: before.version })
  expect(champion('mine', 'nobody').files).toEqual(before.files)
  expect(await call('proposals')).toMatchObject({
    proposals: [{ proposal: 'P-0001', state: 'rolled-back' }],
    involvement: { proposals: 1, automatic: 0, approvals: 2, rejections: 0, rollbacks: 1, trips: 1 },
  })
})
