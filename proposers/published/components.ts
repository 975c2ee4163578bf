import type { Files } from '../../engine/contracts/program.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'

/** Names of the files of a program that are written anew together. */
export type Component = readonly string[]

/** The parts of a program that may be written one at a time: all of its code together, and every other file by itself, in the order of their names. */
export function componentsOf(files: Files): readonly Component[] {
  const names = Object.keys(files).sort()
  const code = names.filter(isJavaScript)
  return [...(code.length === 0 ? [] : [code]), ...names.filter((name) => !isJavaScript(name)).map((name) => [name])]
}

/** The part whose turn it is, one after the other. */
export function componentAt(files: Files, turn: number): Component {
  const all = componentsOf(files)
  return all[turn % Math.max(1, all.length)] ?? []
}

/** The files of a component. */
export const filesOf = (files: Files, component: Component): Files => Object.fromEntries(component.map((name) => [name, files[name] ?? '']))
