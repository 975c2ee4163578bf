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
export { ask, askAll, NoReply } from './engine/contracts/converse.ts'
export type { AgentDefinition, AgentWork, Example, PastCall, Tool, ToolUse, Tried } from './engine/contracts/agent.ts'
export type {
  AgentCapability,
  AgentReply,
  AgentSite,
  CapabilityPart,
  CaseSubject,
  Solutions,
  Use,
} from './engine/contracts/agent-capability.ts'
export { defineLanguage } from './engine/contracts/language.ts'
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
} from './engine/contracts/part.ts'
export { alarm, clear, defineDetector, note } from './trust/detectors/define.ts'
export type { AuditContext, Detector, Finding, JudgedCase, PairedCase } from './trust/contracts.ts'
export { evaluate, trace } from './engine/contracts/proposer.ts'
export { stream } from './engine/contracts/random.ts'
export { z } from 'zod'
export { readTraces } from './engine/journal/traces.ts'
export { assign } from './engine/tickets/assign.ts'
export type { Recall } from './engine/tickets/assign.ts'
export { createSequencer } from './engine/order/sequencer.ts'
export type { Effects, Sequencer } from './engine/order/sequencer.ts'
export { strategies } from './strategies/presets/index.ts'
export { askTell } from './evaluators/ask-tell/ask-tell.ts'
export type { AskTell, Question } from './evaluators/ask-tell/ask-tell.ts'
export type { Drive, DrivenProgram, DriveTools } from './authoring/drive.ts'
export { createEvaluator } from './evaluators/workers/evaluator.ts'
export * from './authoring/kit/index.ts'
export { defineProblem, defineProblems, invalid } from './authoring/define.ts'
export { givenScore } from './authoring/given-score.ts'
export { loadProblem } from './authoring/load.ts'
export { compare } from './experiments/compare.ts'
export type { CompareOptions, Progress } from './experiments/compare.ts'
export type {
  Against,
  ArmResult,
  ArmVariety,
  Comparison,
  Front,
  Measure,
  PlanReport,
  ProblemComparison,
  Reach,
  Spending,
} from './experiments/comparison.ts'
export type { Outlook } from './experiments/outlook.ts'
export { intervene } from './run/control/intervene.ts'
export type { Command, UserIntervention } from './run/control/command.ts'
export { backupRun } from './run/tools/backup.ts'
export type { Backup } from './run/tools/backup.ts'
export { evolve, resume } from './run/evolve.ts'
export { openRun } from './run/folder.ts'
export type { EvolveOptions, ResumeOptions } from './run/evolve.ts'
export type { RunFolder } from './run/folder.ts'
export { frontOf } from './run/front.ts'
export type { FrontProgram, RunFront } from './run/front.ts'
export { exportRun } from './run/tools/export.ts'
export type { Exported, ExportFormat, Outlet } from './run/tools/export.ts'
export { importRun } from './run/tools/import.ts'
export type { Imported } from './run/tools/import.ts'
export type { Stopped, Run } from './run/start.ts'
export { readStatus } from './run/control/status.ts'
export type { Published } from './run/control/status.ts'
export { isOwned, steer } from './run/control/steer.ts'
export type { Steered } from './run/control/steer.ts'
export { rebuild } from './run/tools/rebuild.ts'
export type { Rebuilt } from './run/tools/rebuild.ts'
export type { RunOptions, Sandbox } from './run/options.ts'
export { readTracesInFull } from './run/traces.ts'
export { readLetters } from './run/letters.ts'
export type { SentLetter } from './run/letters.ts'
export { previewPrompt } from './run/prompt.ts'
export type { Preview } from './run/prompt.ts'
export type { ModelRequest, Phase, Receipt, Tokens } from './models/call.ts'
export { createModelClient } from './models/client.ts'
export type { ModelClient, ModelClientOptions } from './models/client.ts'
export { readKey } from './models/key.ts'
export type { Ledger } from './models/ledger.ts'
export { createSpendingLimit, millionths } from './models/spending-limit.ts'
export type { CallBudget, SpendingLimit } from './models/spending-limit.ts'
export { createCallQueue } from './models/call-queue.ts'
export type { CallQueue, QueueEvent, QueueParts } from './models/call-queue.ts'
export { createLearner } from './proposers/model/memory.ts'
export type { MemoryState } from './proposers/model/memory.ts'
export { slotsOf } from './proposers/model/prompts.ts'
export { createModelProposer } from './proposers/model/proposer.ts'
export type { ModelOptions } from './proposers/model/proposer.ts'
export { render } from './proposers/model/render.ts'
export type { Prompt } from './proposers/model/render.ts'
export { writeInitial } from './proposers/model/initial-programs.ts'
export { loadTemplates } from './proposers/model/templates.ts'
export { estimateTokens, priceOf } from './models/tokens.ts'
export type { Price } from './models/tokens.ts'
export { champion, observe } from './run/trust/release.ts'
export type { ReleasePlace } from './run/trust/release.ts'
export type { Served } from './trust/release/champion.ts'
export type { Observed } from './trust/release/observe.ts'
export type { BoundState, Observation } from './trust/release/watch.ts'
export { verify } from './run/tools/verify.ts'
export type { Verification } from './run/tools/verification.ts'
export type { VerifyMode } from './run/tools/verify.ts'
