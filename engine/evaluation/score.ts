import type { Call, Envelope, Host } from '../contracts/capability.ts'
import { defined } from '../contracts/defined.ts'
import type { CaseResult, Evaluation, Metrics, SetName, Verdict } from '../contracts/evaluation.ts'
import { TernateError } from '../contracts/fault.ts'
import type { Case, Judgement, Problem } from '../contracts/problem.ts'

/** Characters of an artifact, and the cases of an evaluation that keep theirs: the worst. */
const ARTIFACT = 8000
const ARTIFACTS = 2

/**
 * Results with the artifacts of the worst cases on train alone: they are for prompts, which show these, and would fill the journal. A case that is
 * among the worst of all is so among those that were judged before, so that nothing is lost by judging step by step.
 */
function withFewArtifacts(problem: Problem, set: SetName, results: readonly CaseResult[]): readonly CaseResult[] {
  if (!results.some((result) => result.verdict === 'scored' && result.artifact !== undefined)) return results
  const sign = problem.direction === 'minimize' ? -1 : 1
  const worst = results
    .flatMap((result, k) => (result.verdict === 'scored' && result.artifact !== undefined ? [{ k, rank: sign * result.score }] : []))
    .sort((a, b) => a.rank - b.rank || a.k - b.k)
  const kept = new Set(set === 'train' ? worst.slice(0, ARTIFACTS).map(({ k }) => k) : [])
  return results.map((result, k) => {
    if (result.verdict !== 'scored' || kept.has(k)) return result
    const { artifact: _artifact, ...rest } = result
    return rest
  })
}

/** Checks what a verifier returns beside a score; undefined when nothing is wrong with it. */
function wrongBeside({
  metrics,
  hidden,
  feedback,
  artifact,
}: Readonly<Record<'metrics' | 'hidden' | 'feedback' | 'artifact', unknown>>): string | undefined {
  for (const [field, named] of [
    ['metrics', metrics],
    ['hidden', hidden],
  ] as const) {
    if (named === undefined) continue
    if (typeof named !== 'object' || named === null || Array.isArray(named)) return `${field} that are no named numbers`
    const odd = Object.entries(named).find(([, value]) => typeof value !== 'number')
    if (odd !== undefined) return `a metric ${JSON.stringify(odd[0].slice(0, 60))} that is no number`
  }
  if (feedback !== undefined && typeof feedback !== 'string') return 'feedback that is no text'
  return artifact === undefined || typeof artifact === 'string' ? undefined : 'an artifact that is no text'
}

/** The finite metrics: one that is NaN or infinite says nothing. */
const finite = (metrics: Metrics | undefined): Metrics =>
  Object.fromEntries(Object.entries(metrics ?? {}).filter(([, value]) => Number.isFinite(value)))

/** The class of what was thrown; messages may hold text of the program. */
const kindOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown)

/**
 * Asks the problem's verifier about an answer. A score that is not finite does not score. What it returns is read once, and nothing of it can
 * throw later, or be something that cannot be sent and stored.
 */
export function scoreCase(problem: Problem, subject: Case, answer: unknown, fuel: number): CaseResult {
  try {
    const { input, expected, name, metadata } = subject
    return resultOf(problem.verify({ input, expected, name, ...defined({ metadata }) }, answer), fuel)
  } catch (thrown) {
    return { verdict: 'unverified', fuel, reason: `the verifier threw ${kindOf(thrown)}` }
  }
}

/** The same where graders make calls: they are answered by the host of the case, and refused where it has none. */
export async function examineCase(
  examine: NonNullable<Problem['examine']>,
  { input, expected, name, metadata }: Case,
  answer: unknown,
  { fuel, host }: { readonly fuel: number; readonly host: Host | undefined },
): Promise<CaseResult> {
  const ended = (thrown: unknown): CaseResult => ({ verdict: 'unverified', fuel, reason: `the verifier threw ${kindOf(thrown)}` })
  let turn: IteratorResult<Call, Judgement>
  let examining: ReturnType<typeof examine>
  try {
    examining = examine({ input, expected, name, ...defined({ metadata }) }, answer)
    turn = examining.next()
  } catch (thrown) {
    return ended(thrown)
  }
  while (turn.done !== true) {
    const envelope: Envelope = (await host?.call(turn.value)) ?? { ok: false, error: 'no model is there to be asked' }
    try {
      turn = examining.next(envelope)
    } catch (thrown) {
      return ended(thrown)
    }
  }
  return resultOf(turn.value, fuel)
}

/** A judgement as a result: plain data whatever it was. */
function resultOf(judgement: Judgement, fuel: number): CaseResult {
  const unverified = (what: string): CaseResult => ({ verdict: 'unverified', fuel, reason: `the verifier returned ${what}` })
  if (typeof judgement === 'object' && judgement !== null && 'invalid' in judgement) {
    const { invalid } = judgement
    return typeof invalid === 'string' ? { verdict: 'invalid', fuel, reason: invalid } : unverified('a refusal that is no text')
  }
  const said = typeof judgement === 'number' ? { score: judgement } : judgement
  if (typeof said !== 'object' || said === null) return unverified('neither a score nor a refusal')
  const { score, metrics, hidden, feedback, artifact } = said
  if (typeof score !== 'number') return unverified('neither a score nor a refusal')
  const wrong = wrongBeside({ metrics, hidden, feedback, artifact })
  if (wrong !== undefined) return unverified(wrong)
  if (!Number.isFinite(score)) return { verdict: 'invalid', fuel, reason: `the score is ${score}` }
  return {
    verdict: 'scored',
    fuel,
    score,
    metrics: finite(metrics),
    ...(hidden === undefined ? {} : { hidden: finite(hidden) }),
    ...(typeof feedback === 'string' ? { feedback } : {}),
    ...(typeof artifact === 'string' && artifact !== '' ? { artifact: artifact.slice(0, ARTIFACT).toWellFormed() } : {}),
  }
}

type Scored = CaseResult & { readonly verdict: 'scored' }

/** Weighted means in case order, so that equal results give equal sums to the last bit. */
function means(results: readonly Scored[], cases: readonly Case[]): { readonly score: number; readonly metrics: Metrics } {
  let sum = 0
  let weights = 0
  const named = new Map<string, { sum: number; weights: number }>()
  results.forEach((result, k) => {
    const weight = cases[k]?.weight ?? 1
    sum += weight * result.score
    weights += weight
    for (const [name, value] of Object.entries(result.metrics)) {
      const entry = named.get(name) ?? { sum: 0, weights: 0 }
      named.set(name, { sum: entry.sum + weight * value, weights: entry.weights + weight })
    }
  })
  return { score: sum / weights, metrics: Object.fromEntries([...named].map(([name, entry]) => [name, entry.sum / entry.weights])) }
}

/** How far the scores of a case's repeats lie apart, mean over the cases; undefined where nothing is repeated. */
function spreadOf(results: readonly Scored[], cases: readonly Case[]): number | undefined {
  const groups: number[][] = []
  results.forEach(({ score }, k) => {
    const { repeat } = cases[k] ?? {}
    if (repeat === 1) groups.push([score])
    else if (repeat !== undefined) groups.at(-1)?.push(score)
  })
  if (groups.length === 0) return undefined
  return groups.reduce((sum, scores) => sum + (Math.max(...scores) - Math.min(...scores)), 0) / groups.length
}

/**
 * Sums up results on cases of a set. `cases` are those that were judged, in order; `whole` says whether they are the whole set, or a
 * sample whose mean is the program's score. Where a problem repeats its cases the metric `spread` says how far their scores lie apart,
 * unless the problem has one of that name.
 *
 * @throws TernateError `PROBLEM_AGGREGATE` when the problem's aggregate throws
 */
export function summarize(
  problem: Problem,
  set: SetName,
  judged: readonly CaseResult[],
  cases: readonly Case[],
  whole: boolean | 'sample',
): Evaluation {
  const results = withFewArtifacts(problem, set, judged)
  const fuel = results.reduce((sum, result) => sum + result.fuel, 0)
  const failed = results.find((result) => result.verdict !== 'scored')
  if (failed !== undefined) return { set, verdict: failed.verdict, cases: results, metrics: {}, fuel }
  const scored = results.filter((result): result is Scored => result.verdict === 'scored')
  const { score: mean, metrics } = means(scored, cases)
  if (whole === 'sample') return { set, verdict: 'scored', cases: results, score: mean, metrics, fuel }
  if (!whole) return { set, verdict: 'scored', cases: results, metrics, fuel }
  const score = problem.aggregate === undefined ? mean : aggregate(problem, scored, cases)
  const spread = spreadOf(scored, cases)
  const known = spread === undefined ? metrics : { spread, ...metrics }
  const verdict: Verdict = Number.isFinite(score) ? 'scored' : 'unverified'
  return { set, verdict, cases: results, ...(verdict === 'scored' ? { score } : {}), metrics: known, fuel }
}

function aggregate(problem: Problem, results: readonly Scored[], cases: readonly Case[]): number {
  try {
    return (
      problem.aggregate?.(results.map((result, k) => ({ score: result.score, metrics: result.metrics, weight: cases[k]?.weight ?? 1 }))) ??
      Number.NaN
    )
  } catch (thrown) {
    throw new TernateError(
      'PROBLEM_AGGREGATE',
      `aggregate of ${problem.name} threw ${kindOf(thrown)}`,
      'aggregate must accept the results of any program whose cases all scored',
      { cause: thrown },
    )
  }
}
