/** What `import ... from 'ternate'` means inside a problem's folder, in every thread: light, without archive or command line. */
export { stream } from '../../engine/contracts/random.ts'
export { defineProblem, invalid } from './define.ts'
