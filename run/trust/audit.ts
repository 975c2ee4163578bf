import type { Problem } from '../../engine/contracts/problem.ts'
import type { AuditContext, Candidate, Detector, Promotion } from '../../trust/contracts.ts'
import { detectorsIn } from '../../trust/audit.ts'
import { openRun } from '../folder.ts'
import type { RunFolder } from '../folder.ts'
import type { OpenedParts } from '../parts.ts'
import { originLogOf } from './origin-log.ts'
import { hasSecondJudge, openSecondJudge } from './second-judge.ts'
import { openSeededJudge } from './seeded-judge.ts'

/** What an audit is opened for. */
export interface Auditing {
  readonly problem: Problem
  readonly parts: Pick<OpenedParts, 'registry'>
  readonly candidate: Candidate
  /** The line of promotions up to the champion. */
  readonly promotions?: readonly Promotion[]
  /** Files that were made of the run and handed on, to be searched as well. */
  readonly exports?: readonly string[]
}

/** What a gate hands to the detectors beside what it has itself. */
export interface OpenedAudit {
  readonly detectors: readonly Detector[]
  /** The judge is there where the sandbox runs the programs. It draws random numbers by the seed that it is given. */
  readonly audit: Partial<Pick<AuditContext, 'judge' | 'second' | 'log'>> & Pick<AuditContext, 'promotions'>
  close(): Promise<void>
}

/** The run that a candidate came from, where it says one. Throws as `openRun` does. */
const runOf = ({ origin }: Candidate): RunFolder | undefined => (origin === undefined ? undefined : openRun(origin.run))

/** Opens all that detectors look at: the judge by seeds, the second engine, and what the candidate's run left behind. Close it when the audit is done. */
export function openAudit({ problem, parts, candidate, promotions = [], exports = [] }: Auditing): OpenedAudit {
  const isSandboxed = hasSecondJudge(problem)
  const seeded = isSandboxed ? openSeededJudge(problem) : undefined
  const second = isSandboxed ? openSecondJudge(problem) : undefined
  const run = runOf(candidate)
  return {
    detectors: detectorsIn(parts.registry),
    audit: {
      promotions,
      ...(seeded === undefined ? {} : { judge: seeded.judge }),
      ...(second === undefined ? {} : { second: second.judge }),
      ...(run === undefined ? {} : { log: originLogOf(run, problem.direction, exports, candidate.origin?.digest) }),
    },
    close: async () => {
      await Promise.all([seeded?.close(), second?.close(), run?.archive.close()])
    },
  }
}
