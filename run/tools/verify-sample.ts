import { encode } from '../../archive/canonical.ts'
import { corrupt } from '../../archive/digest.ts'
import { freshProgram } from '../../archive/export/line.ts'
import { defined } from '../../engine/contracts/defined.ts'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { EvaluationJob } from '../../engine/contracts/evaluator.ts'
import { stream } from '../../engine/contracts/random.ts'
import { createRules } from '../../engine/evaluation/rules.ts'
import type { Rules } from '../../engine/evaluation/rules.ts'
import { createProgramCache } from '../../engine/journal/program-cache.ts'
import type { Divergence } from '../../engine/journal/replay.ts'
import { assign } from '../../engine/tickets/assign.ts'
import type { Recall } from '../../engine/tickets/assign.ts'
import { trialOf } from '../../engine/tickets/trial.ts'
import { createEvaluator } from '../../evaluators/workers/evaluator.ts'
import { chain } from '../chain.ts'
import type { RunFolder } from '../folder.ts'
import type { OpenedParts } from '../parts.ts'
import { loadProblemOf } from '../problem.ts'
import { recordedReplies } from '../traces.ts'
import { draw } from './draw.ts'
import { isRepeatable, metOf, watched } from './verification.ts'
import type { Met, Verification, Watch } from './verification.ts'

/** What a walk through a journal found. */
interface Walk {
  readonly records: number
  readonly digest: string
  /** Indices of the commits whose evaluations another machine would repeat. */
  readonly repeatable: readonly number[]
  readonly met: Met
}

/** Walks the chain and hashes every program. */
function walk(run: RunFolder, watch: Watch): Walk | Divergence {
  const repeatable: number[] = []
  const met: Met = { setAside: 0, believed: 0 }
  let digest = chain.genesis
  let records = 0
  for (const { index, record, digest: recorded } of watched(run, watch, met)) {
    digest = chain.extend(digest, record)
    if (index !== records + 1 || digest !== recorded) throw corrupt(`journal entry ${records + 1} is missing or was changed`)
    records = index
    const fresh = freshProgram(record)
    if (fresh !== undefined) {
      const stored = run.archive.program(fresh.program.number)
      if (stored?.id !== fresh.program.id) return { at: index, recorded: record, computed: undefined }
    }
    if (record.type === 'commit' && record.outcome.kind === 'evaluated' && isRepeatable(record.outcome.evaluation)) repeatable.push(index)
  }
  return { records, digest, repeatable, met }
}

/**
 * What a commit says of its program, for a duplicate the first one of its canonical hash, which behaves alike; and how it was judged: an offspring in
 * steps, against its parent.
 */
function repeatedAt(
  run: RunFolder,
  recall: Recall,
  rules: Rules,
  index: number,
): { readonly job: EvaluationJob; readonly recorded: Evaluation } | undefined {
  const [entry] = run.archive.entries(index, index + 1)
  if (entry?.record.type !== 'commit' || entry.record.outcome.kind !== 'evaluated') return undefined
  const { ticket, outcome } = entry.record
  const program = run.archive.program(outcome.program.number)
  if (program === undefined) return undefined
  const recorded = outcome.evaluation
  const assignment = ticket.kind === 'offspring' ? assign(ticket, { manifest: run.manifest, recall }) : undefined
  const plain = { program, set: recorded.set, ...(ticket.kind === 'evaluation' ? defined({ cases: ticket.cases }) : {}) }
  const job = assignment?.kind === 'offspring' ? trialOf(assignment, program, rules) : plain
  return { job: { ...job, ...defined({ hosts: recordedReplies(entry.record)?.host }) }, recorded }
}

/** Repeats evaluations drawn by the run's own digest, so that no run can be made to look well by choosing them. */
export async function verifySample(
  run: RunFolder,
  { registry, languages }: OpenedParts,
  size: number,
  watch: Watch,
): Promise<Verification> {
  const walked = walk(run, watch)
  if ('at' in walked) return { equal: false, ...walked }
  const { records, digest, repeatable, met } = walked
  const equal = { equal: true, records, digest, ...metOf(met) } as const
  const drawn = draw(repeatable, size, stream(`${digest}/verify`))
  if (drawn.length === 0) return { ...equal, repeated: 0 }
  const evaluator = await createEvaluator(await loadProblemOf(run, { registry, languages }), { registry, languages })
  const rules = createRules(registry)
  const { recall } = createProgramCache(run.archive)
  try {
    for (const [k, at] of drawn.entries()) {
      watch(k, drawn.length, 'evaluations')
      const repeated = repeatedAt(run, recall, rules, at)
      if (repeated === undefined) throw corrupt(`the program of journal entry ${at} is missing`)
      const { job, recorded } = repeated
      const computed = await evaluator.evaluate(job)
      if (encode(computed) !== encode(recorded)) return { equal: false, at, recorded, computed }
    }
  } finally {
    await evaluator.close()
  }
  return { ...equal, repeated: drawn.length }
}
