import { alarm, clear, defineDetector, note } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { Judgement, Problem } from '../../engine/contracts/problem.ts'
import type { AuditContext, PairedCase } from '../contracts.ts'
import { isSame, worth } from './means.ts'

/** What the second verifier's word is worth; what it refuses or throws at is worth nothing. */
function worthBy(
  problem: Problem,
  verify: NonNullable<Problem['secondVerifier']>,
  { case: name, input, expected, candidate }: PairedCase,
): number {
  let said: Judgement
  try {
    said = verify({ name, input, expected }, candidate.answer)
  } catch {
    return -Infinity
  }
  const score = typeof said === 'number' ? said : 'score' in said ? said.score : undefined
  if (score === undefined || !Number.isFinite(score)) return -Infinity
  return problem.direction === 'maximize' ? score : -score
}

/** Cases whose answer the problem's verifier finds better than the second one does, and of how many. */
function disagreements(
  { problem, results }: AuditContext,
  verify: NonNullable<Problem['secondVerifier']>,
): { readonly better: number; readonly worse: number; readonly cases: number } {
  const pairs = Object.values(results)
    .flat()
    .filter(({ candidate }) => candidate.answer !== undefined)
    .map((paired) => [worth(problem, paired.candidate), worthBy(problem, verify, paired)] as const)
  const differ = (isBetter: boolean): number => pairs.filter(([a, b]) => !isSame(a, b) && a > b === isBetter).length
  return { better: differ(true), worse: differ(false), cases: pairs.length }
}

/** Has the candidate's answers verified once more by what the problem's author wrote, or had written, a second time. */
export const secondVerifier: DetectorPart = defineDetector({
  name: 'second-verifier',
  looksFor: 'answers that the verifier lets pass and another one, written apart, does not',
  async examine(context) {
    const verify = context.problem.secondVerifier
    if (verify === undefined) return [note('the problem has no second verifier')]
    const { better, worse, cases } = disagreements(context, verify)
    if (better > 0) return [alarm(`${better} of ${cases} answers are worth less to the second verifier`, { better, cases })]
    if (worse > 0) return [note(`${worse} of ${cases} answers are worth more to the second verifier`, { worse, cases })]
    return [clear(`both verifiers find the same of ${cases} answers`)]
  },
})
