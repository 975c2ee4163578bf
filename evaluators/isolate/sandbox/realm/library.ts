import type { Guard, MeteredScript } from './program-realm.ts'

type Script = (kernel: object) => MeteredScript

/**
 * The script whose value turns a program's script, given the library's (or undefined where the problem has none), into one whose entry is
 * given tools as its last parameter: `random` and the library's default export, made anew for each case on the program's fuel, and frozen.
 * Where there is a library, what the driver hands over there is dropped; where there is none, only what it leaves out is given.
 * Turned into text as a whole and in part, so it refers to nothing outside itself.
 *
 * @param parameters how many the entry has
 * @param rights names of what the entry may call for; functions of these names are among the tools then
 */
export function furnisher(parameters: number, hasLibrary: boolean, rights?: readonly string[]): string {
  /** Puts a library's script before a program's, in the program's realm. */
  function joinLibrary(give: (guarded: Guard, tools: object) => Guard, rights?: readonly string[]) {
    'use strict'
    const { freeze } = Object
    const { ownKeys, getOwnPropertyDescriptor: describe, isExtensible } = Reflect
    const { random } = Math
    // made before there is fuel to be charged
    const bare = freeze({ random })

    /** Freezes plain objects, lists and functions with all that they hold; the realm's own have been frozen before. */
    const harden = (value: unknown): void => {
      if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return
      if (ArrayBuffer.isView(value) || !isExtensible(value)) return
      freeze(value)
      for (const name of ownKeys(value)) harden(describe(value, name)?.value)
    }

    // called bare: as a method it would hand the program its own script
    const factoryOf = ({ factory }: MeteredScript): MeteredScript['factory'] => factory

    return (program: Script, library?: Script): Script =>
      (kernel) => {
        const lent = library?.(kernel)
        const own = program(kernel)
        const can = rights && (kernel as { can(names: readonly string[]): object }).can(rights)
        let tools: object = can ?? bare
        return {
          size: (lent?.size ?? 0) + own.size,
          mark: own.mark,
          factory() {
            if (lent !== undefined) {
              tools = { random, ...(factoryOf(lent)()['default'] as object), ...can }
              harden(tools)
            }
            return factoryOf(own)()
          },
          guard: (entry) => give(own.guard(entry), tools),
        }
      }
  }

  const all = Array.from({ length: parameters }, (_, k) => `a${k}`)
  const last = hasLibrary || rights !== undefined ? 'tools' : `arguments.length < ${parameters} ? tools : ${all.at(-1)}`
  const given = [...all.slice(0, -1), last].join(', ')
  return `(${String(joinLibrary)})((guarded, tools) => function (${all.join(', ')}) { 'use strict'; return guarded(${given}) }, ${JSON.stringify(rights) ?? 'undefined'})`
}
