import { writeFileSync } from 'node:fs'
import { isRun } from '../../archive/folder.ts'
import { mustStayOut } from '../../authoring/folder.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem } from '../../engine/contracts/problem.ts'
import { candidateOf, championOf } from '../../proof/candidate.ts'
import { prove } from '../../proof/gate.ts'
import { headsIn } from '../../proof/heads.ts'
import { openJudge } from '../../proof/judging.ts'
import type { OpenedParts } from '../../run/parts.ts'
import { callersLedger } from '../../run/trust/ledger.ts'
import { openAudit } from '../../run/trust/audit.ts'
import type { OpenedAudit } from '../../run/trust/audit.ts'
import { releasesFolder } from '../../run/trust/release.ts'
import { trustFolder } from '../../run/trust/folder.ts'
import type { Candidate, Evidence, Promotion } from '../../trust/contracts.ts'
import { capsIn } from '../../trust/gate/caps.ts'
import type { GatePolicy } from '../../trust/gate/gate.ts'
import { released } from '../../trust/release/line.ts'
import { identityOf } from '../../trust/proposals/evidence.ts'
import { otherReasons } from '../../trust/policy/risk.ts'
import { openAskedModels } from '../asked-models.ts'
import type { ModelArguments } from '../asked-models.ts'
import { candidatesAt } from '../candidates.ts'
import { RUNS } from '../defaults.ts'
import { withLocation } from '../error-location.ts'
import { putForward } from '../propose.ts'
import type { Proposed, ProposeArguments } from '../propose.ts'
import { hint } from '../caller.ts'
import { EXIT } from '../exit.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { initialProgramOf, openProblem } from '../problem.ts'
import { counted } from '../view/counter.ts'
import { gateLines } from '../view/gate.ts'
import { print, printJson } from '../view/print.ts'
import { oneLine } from '../view/text.ts'

/** What `ternate gate` takes. */
export interface Arguments extends ModelArguments, Omit<ProposeArguments, 'problem'> {
  readonly problem: string
  readonly candidate: readonly string[]
  readonly champion: readonly string[] | undefined
  readonly set: readonly string[] | undefined
  readonly cases: number | undefined
  readonly fixed: boolean
  readonly lift: number | undefined
  readonly margin: number | undefined
  readonly cap: readonly string[] | undefined
  readonly 'approve-right': readonly string[] | undefined
  readonly underpowered: boolean
  readonly early: boolean
  readonly out: string | undefined
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

/** The program that is meant: the champion of a run, or files. */
export async function programAt(paths: readonly string[], problem: Problem, { languages }: OpenedParts): Promise<Candidate> {
  const [only = ''] = paths
  if (paths.length === 1 && isRun(fromCaller(only))) return championOf(fromCaller(only))
  const found = candidatesAt(paths, problem, languages)
  const [first] = found
  if (first !== undefined && found.length === 1) return candidateOf(first.program.files)
  throw new TernateError(
    'PROGRAM_FILE',
    `${oneLine(paths.join(' '), 200)}: ${found.length} programs`,
    'Name the files of one program, its folder, or a run.',
  )
}

function policyOf({ lift, margin, cap = [], underpowered, early, ...given }: Arguments): GatePolicy {
  for (const [name, value] of [
    ['lift', lift],
    ['margin', margin],
  ] as const)
    if (value !== undefined && !(value > 0 && Number.isFinite(value)))
      throw new TernateError('OPTION_INVALID', `--${name}: a number above 0, not ${value}`, 'See `ternate gate --help`.')
  return { ...defined({ lift, margin }), caps: capsIn(cap), approvedRights: given['approve-right'] ?? [], underpowered, early }
}

function store(evidence: Evidence, out: string): void {
  const file = fromCaller(out)
  mustStayOut(file)
  try {
    writeFileSync(file, `${JSON.stringify(evidence)}\n`, { flag: 'wx' })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new TernateError(
      'OUT_UNWRITABLE',
      `${toCaller(file)} cannot be written (${reason})`,
      'Name a new file that you may write with --out.',
      { cause: error },
    )
  }
}

/** Where a proposal is, and what comes next. */
const proposedLines = ({ proposal: { folder, evidence }, branch }: Proposed): string[] => [
  '',
  `${evidence.proposal}: ${toCaller(folder)}/PROPOSAL.md${branch === undefined ? '' : `, on the branch ${branch}`}`,
  `${hint('proposals', evidence.proposal)} says what it takes to release it`,
]

/** What a candidate is to be better than, in words as well, and the line of promotions up to it. */
interface Against {
  readonly champion: Candidate
  readonly named: string
  readonly promotions: readonly Promotion[]
}

/** The champion that is named; else the released one, whatever canary runs; else the first initial program. */
async function championFor({ champion }: Arguments, problem: Problem, parts: OpenedParts): Promise<Against> {
  const inUse = released(releasesFolder(), problem.name)
  if (champion !== undefined) {
    const named = await programAt(champion, problem, parts)
    const isInUse = inUse !== undefined && identityOf(named.files) === inUse.version
    return { champion: named, named: champion.join(' '), promotions: isInUse ? inUse.promotions : [] }
  }
  if (inUse === undefined)
    return { champion: candidateOf(initialProgramOf(problem, parts.languages).files), named: 'the initial program', promotions: [] }
  return { champion: inUse.champion, named: `the released champion ${inUse.version.slice(0, 12)}`, promotions: inUse.promotions }
}

/** `ternate gate`: whether a candidate is shown to be better than a champion; the exit code says so. */
export async function handler(given: Arguments): Promise<void> {
  const policy = policyOf(given)
  if (given.cases !== undefined && !(Number.isInteger(given.cases) && given.cases >= 1 && given.cases <= 100_000))
    throw new TernateError('OPTION_INVALID', `--cases: a whole number from 1 to 100000, not ${given.cases}`, 'See `ternate gate --help`.')
  const { problem, parts } = await openProblem(given.problem, given.plugin)
  const candidate = await programAt(given.candidate, problem, parts)
  const { champion, named, promotions } = await championFor(given, problem, parts)
  const asked = await openAskedModels(problem, parts.registry, given)
  const at = [RUNS, 'proposals', ...given.candidate, ...(given.champion ?? [])].map((path) => fromCaller(path))
  let opened: OpenedAudit | undefined
  try {
    opened = openAudit({ problem, parts, candidate, promotions })
    const { detectors, audit } = opened
    const ledger = callersLedger(() => headsIn(at))
    const { evidence, proposed } = await counted(async (counter) => {
      const judge = openJudge({ problem, parts, asked, onProgress: counter.show })
      const { set: sets, fixed, cases } = given
      const { languages } = parts
      const found = await prove({
        problem,
        languages,
        folder: trustFolder(),
        ledger,
        judge,
        champion,
        candidate,
        policy,
        sets,
        fixed,
        cases,
        detectors,
        audit,
      })
      const isReady = given.propose && otherReasons(found.report).length === 0
      const rerunning = { problem, champion, candidate, evidence: found, judge, ledger }
      return { evidence: found, proposed: isReady ? await putForward(rerunning, given) : undefined }
    }, 'cases')
    if (given.out !== undefined) store(evidence, given.out)
    const { report } = evidence
    if (given.json)
      printJson({
        ...report,
        against: named,
        ...(proposed === undefined ? {} : { proposal: proposed.proposal.evidence.proposal, branch: proposed.branch }),
      })
    else print([...gateLines(report, named), ...(proposed === undefined ? [] : proposedLines(proposed))])
    process.exitCode = report.verdict === 'promote' ? EXIT.ok : EXIT.refused
    const [first, ...more] = report.reasons
    if (first !== undefined)
      throw new TernateError(
        'GATE_REFUSED',
        `${first}${more.length === 0 ? '' : `, and ${more.length} more`}`,
        'Nothing is wrong with the set-up: the candidate is not shown to be better.',
      )
  } catch (error) {
    throw withLocation(problem, error)
  } finally {
    await Promise.all([opened?.close(), asked?.close()])
  }
}
