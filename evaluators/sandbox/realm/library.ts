import type { Guard, MeteredScript } from './realm.ts'

type Script = (kernel: object) => MeteredScript

/**
 * The script whose value turns a program's script into one whose entry is given tools as its last parameter: `random` and the
 * library's default export, made anew for each case on the program's fuel, and frozen. What the driver hands over there is dropped.
 * Turned into text as a whole and in part, so it refers to nothing outside itself.
 *
 * @param library a metered script that exports a default
 * @param parameters how many the entry has
 */
export function furnisher(library: string, parameters: number): string {
  /** Puts a library's script before a program's, in the program's realm. */
  function joinLibrary(library: Script, give: (guarded: Guard, tools: object) => Guard) {
    'use strict'
    const { freeze } = Object
    const { ownKeys, getOwnPropertyDescriptor: describe, isExtensible } = Reflect
    const { random } = Math

    /** Freezes plain objects, lists and functions with all that they hold; the realm's own have been frozen before. */
    const harden = (value: unknown): void => {
      if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return
      if (ArrayBuffer.isView(value) || !isExtensible(value)) return
      freeze(value)
      for (const name of ownKeys(value)) harden(describe(value, name)?.value)
    }

    return (program: Script): Script =>
      (kernel) => {
        const lent = library(kernel)
        const own = program(kernel)
        let tools: object = {}
        return {
          size: lent.size + own.size,
          factory() {
            tools = { random, ...(lent.factory()['default'] as object) }
            harden(tools)
            return own.factory()
          },
          guard: (entry) => give(own.guard(entry), tools),
        }
      }
  }

  const names = Array.from({ length: parameters }, (_, k) => `a${k}`).join(', ')
  const given = Array.from({ length: parameters }, (_, k) => (k === parameters - 1 ? 'tools' : `a${k}`)).join(', ')
  return `(${String(joinLibrary)})(${library}, (guarded, tools) => (${names}) => guarded(${given}))`
}
