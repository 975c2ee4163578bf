/** What `import ... from 'ternate'` means inside a problem's folder, in every thread: light, without archive or command line. */
export type * from '../engine/contracts/index.ts'
export { stream } from '../engine/contracts/random.ts'
export type { Drive, DrivenProgram, DriveTools } from './drive.ts'
export * from './kit/index.ts'
export { defineProblem, invalid } from './define.ts'
