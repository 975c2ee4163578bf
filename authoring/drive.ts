/** The program as a driver sees it: its exported functions. A call that fails ends the case there and then. */
export type DrivenProgram = Readonly<Record<string, (...args: never[]) => unknown>>

/** What a driver is given beside the program and the input. */
export interface DriveTools {
  /** A random number in [0, 1), seeded by the case: the same sequence for every program. */
  random(): number
}

/**
 * A driver: the problem's code inside the sandbox. It feeds an input to the program and returns the program's answer, which
 * leaves the sandbox as plain data (numbers, strings, arrays, plain objects, typed arrays).
 *
 * A program that throws, runs out of fuel or returns a value of the wrong type ends the case inside the call; a driver need not,
 * and cannot, handle that. Inputs are frozen: copy what is to be changed. It is one file and imports only types.
 *
 * @example
 * import type { Drive } from 'ternate'
 *
 * const drive: Drive<{ items: readonly number[] }, { priority(item: number): number }> = (program, input) =>
 *   input.items.map((item) => program.priority(item))
 * export default drive
 */
export type Drive<Input = unknown, Program = DrivenProgram, Answer = unknown> = (
  program: Program,
  input: Input,
  tools: DriveTools,
) => Answer
