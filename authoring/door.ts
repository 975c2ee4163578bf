/** What `import ... from 'ternate'` means inside a problem's folder and in a plug-in, in every thread: light, without archive or command line. */
export type * from '../engine/contracts/index.ts'
export { ask, askAll, NoReply } from '../engine/contracts/converse.ts'
export { defineLanguage } from '../engine/contracts/language.ts'
export {
  defineAcceptance,
  defineCapability,
  defineCells,
  defineExchange,
  defineFuel,
  defineGrader,
  defineProposer,
  defineRunner,
  defineScheduler,
  defineSelector,
  defineSurvival,
} from '../engine/contracts/part.ts'
export { alarm, clear, defineDetector, note } from '../trust/detectors/define.ts'
export type { AuditContext, Detector, Finding, JudgedCase, PairedCase } from '../trust/contracts.ts'
export { evaluate, trace } from '../engine/contracts/proposer.ts'
export { stream } from '../engine/contracts/random.ts'
export type { Drive, DrivenProgram, DriveTools } from './drive.ts'
export * from './kit/index.ts'
export { defineProblem, defineProblems, invalid } from './define.ts'
export { givenScore } from './given-score.ts'
export { z } from 'zod'
