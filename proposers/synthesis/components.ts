import { characterComponents } from './components-strings.ts'
import { listComponents } from './components-lists.ts'
import { numberComponents } from './components-numbers.ts'
import type { Component, ComponentDraft } from './component.ts'
import { typeOf } from './type-text.ts'
import { listOf, tupleOf, type Type } from './types.ts'

/** A type with one-letter names as variables. */
const pattern = (written: string): Type => variables(typeOf(written.replaceAll(/\b[TU]\b/g, (name) => `{ ${name}: number }`)))

function variables(type: Type): Type {
  if (type.kind === 'record') return { kind: 'variable', key: type.fields[0]?.name ?? '' }
  if (type.kind === 'list') return listOf(variables(type.element))
  return type.kind === 'tuple' ? tupleOf(type.elements.map(variables)) : type
}

/** Completes a component's draft. */
export function componentOf({ text, type, ...draft }: ComponentDraft): Component {
  const [inputs = '', output = ''] = type.split(' => ')
  return { text, parameters: inputs.slice(1, -1).split(', ').map(pattern), returns: pattern(output), ...draft }
}

const logic: readonly ComponentDraft[] = [
  { text: '_1 && _2', type: '(boolean, boolean) => boolean', lazy: true, commutes: true, apply: (a: boolean, b: boolean) => (a ? b : a) },
  { text: '_1 || _2', type: '(boolean, boolean) => boolean', lazy: true, commutes: true, apply: (a: boolean, b: boolean) => (a ? a : b) },
  { text: '!_1', type: '(boolean) => boolean', apply: (a: boolean) => !a },
  {
    text: '_1 ? _2 : _3',
    type: '(boolean, T, T) => T',
    lazy: true,
    apply: (test: boolean | undefined, a: unknown, b: unknown) => (test === undefined ? undefined : test ? a : b),
  },
]

/** All that programs are grown from, beside names, literals and what goes through lists. */
export const components: readonly Component[] = [...numberComponents, ...characterComponents, ...listComponents, ...logic].map(componentOf)

/** The component of a text; of several the one whose first parameter is of a type. */
export function component(text: string, first?: string): Component {
  const found = components.find((item) => item.text === text && (first === undefined || item.parameters[0]?.key === first))
  if (found === undefined) throw new RangeError(`there is no component ${text}`)
  return found
}

/** The conditional expression. */
export const CONDITION: Component = component('_1 ? _2 : _3')
