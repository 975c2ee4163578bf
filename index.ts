/**
 * Ternate's door: everything that a user of the library imports.
 *
 * @example
 * import { evolve } from 'ternate'
 * const run = await evolve('bin-packing', { seed: 7, evaluations: 2000 })
 * const result = await run.finished
 */
export { TernateError } from './engine/contracts/fault.ts'
export type * from './engine/contracts/index.ts'
export { stream } from './engine/contracts/random.ts'
export { assign } from './engine/assign.ts'
export type { Recall } from './engine/assign.ts'
export { createSequencer } from './engine/sequencer.ts'
export type { Effects, Sequencer } from './engine/sequencer.ts'
export { strategies } from './engine/strategies.ts'
export { askedEvaluator } from './evaluators/asked.ts'
export type { Asked, Question } from './evaluators/asked.ts'
export type { Drive, DrivenProgram, DriveTools } from './evaluators/drive.ts'
export { createEvaluator } from './evaluators/evaluator.ts'
export * from './evaluators/kit/index.ts'
export { defineProblem, invalid } from './evaluators/problem/define.ts'
export { loadProblem } from './evaluators/problem/load.ts'
export { annotate } from './library/annotate.ts'
export type { Remark } from './library/annotate.ts'
export { backupRun } from './library/backup.ts'
export type { Backup } from './library/backup.ts'
export { evolve, openRun, resume } from './library/evolve.ts'
export type { EvolveOptions, ResumeOptions, RunFolder } from './library/evolve.ts'
export { exportRun } from './library/export.ts'
export type { Exported, ExportFormat } from './library/export.ts'
export { importRun } from './library/import.ts'
export type { Imported } from './library/import.ts'
export type { Paused, Run } from './library/run.ts'
export { rebuild } from './library/rebuild.ts'
export type { Rebuilt } from './library/rebuild.ts'
export type { RunOptions, Sandbox } from './library/options.ts'
export { verify } from './library/verify.ts'
export type { Verification, VerifyMode } from './library/verify.ts'
