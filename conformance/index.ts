/** What an implementation of a contract must do, as requirements that any test runner can run. */
export { archiveRequirements } from './archive.ts'
export type { ArchiveSubject, Requirement } from './archive.ts'
export { problemRequirements } from './problem.ts'
export type { Cheat, ProblemSubject } from './problem.ts'
export { createSamples } from './samples.ts'
export type { Hashes, Samples } from './samples.ts'
